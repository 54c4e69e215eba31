// SPDX-License-Identifier: MIT
#pragma once

// The way to this box, as a QR code shows it to an app. By HTTPS it carries what the app is to pin, in the
// fragment, which no browser sends: "https://10.0.0.7:8443/#/?sha256=64 hexadecimal digits". Pure.

#include <string>
#include <string_view>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// The Host header taken apart; the guard has let it through, so it is well-formed where it is.
struct HostHeader {
  std::string host = "localhost", port;  // ":8000"; "" when it is the scheme's own
};
HostHeader parse_host(const http::Request& request);

struct BoxUrl {
  std::string origin;  // "https://10.0.0.7:8443"
  std::string sha256;  // "" by HTTP
};

// Where the browser that asks has found this box, by HTTPS where that is on; by an address in place of a name
// that ends with .local.
BoxUrl box_url(const Context& services, const http::Request& request);
std::string pin(std::string_view fingerprint);  // 64 digits; "" of "", where HTTPS is off
// path: of the page, "code/7KQ2-…"; "" for where it begins.
std::string link(const BoxUrl& way, std::string_view path);

}  // namespace api
