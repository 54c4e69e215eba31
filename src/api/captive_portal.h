// SPDX-License-Identifier: MIT
#pragma once

// Answers the connectivity probes that operating systems send when they join a network. They request
// well-known paths of well-known hosts over plain HTTP. The probes reach this server if the network's DNS
// resolves those hosts to its address and the server listens on port 80.
// Thread safety: pure functions; may be called from any thread.
// Implements the captive portal API of RFC 8908.

#include <optional>
#include <string_view>
#include <vector>

#include "http/router.h"

namespace api {

struct Context;

// Returns no routes if the portal is off. The routes include the captive portal API (RFC 8908) at
// /api/v1/captive-portal/. The venue's DHCP server may announce its URL in option 114 (RFC 8910).
std::vector<http::Route> portal_routes(const Context& context);

// Returns true if this route path is a probe. A probe names another host in its Host header.
bool is_probe(std::string_view path);

// Answers a probe for "/", which some systems send to a host of their own. Such a request never reaches the
// router. Returns nullopt for any other request.
std::optional<http::Response> root_probe_answer(const Context& context, const http::Request& request);

}  // namespace api
