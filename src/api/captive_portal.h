// SPDX-License-Identifier: MIT
#pragma once

// What phones and computers are told that ask, as they join a network, whether it leads to the internet. They
// ask well-known names for well-known paths by plain HTTP; where the network's DNS gives this box's address
// for those names, and the box answers at port 80, the questions arrive here. Pure; any thread may call.

#include <optional>
#include <string_view>
#include <vector>

#include "http/router.h"

namespace api {

struct Context;

// None when it is off. The API of a captive portal (RFC 8908), whose URL the venue's DHCP may announce by option 114
// (RFC 8910), is among them: /api/v1/captive-portal/.
std::vector<http::Route> portal_routes(const Context& services);

// Whether this path of a route is such a question: it comes with another's name for a host.
bool is_probe(std::string_view path);

// Some systems ask for "/" of a host of their own. Such a request never reaches the router: nothing for any other.
std::optional<http::Response> root_probe_answer(const Context& services, const http::Request& request);

}  // namespace api
