// SPDX-License-Identifier: MIT
#pragma once

// Builds the server's URL that a QR code carries to the app. An HTTPS link has the SHA-256 pin in its
// fragment, which browsers do not send: "https://10.0.0.7:8443/#/?sha256=64 hexadecimal digits".
// Thread safety: may be called from any thread.

#include <string>
#include <string_view>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// The parts of the Host header. The guard rejects malformed values, so the header is well-formed if present.
struct HostHeader {
  std::string host = "localhost", port;  // ":8000"; "" for the scheme's default port
};
HostHeader parse_host(const http::Request& request);

struct BoxUrl {
  std::string origin;  // "https://10.0.0.7:8443"
  std::string sha256;  // "" if TLS is off
};

// The server's URL as the client reached it. Uses HTTPS if it is enabled, and an IP address in place of a
// .local name.
BoxUrl box_url(const Context& context, const http::Request& request);
std::string pin(std::string_view fingerprint);  // 64 digits; "" for "", when TLS is off
// path: the page's route, "code/7KQ2-…"; "" for the start page.
std::string link(const BoxUrl& way, std::string_view path);

}  // namespace api
