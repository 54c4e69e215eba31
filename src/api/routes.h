// SPDX-License-Identifier: MIT
#pragma once

// The route table of the API: every URL, its access rule and its handler.

#include "api/context/context.h"
#include "http/router.h"

namespace api {

// `context` must outlive the router.
http::Router make_router(const Context& context);

// Returns the path segments of all route patterns. The views are valid until the program ends.
std::vector<std::string_view> route_words(const http::Router& router);

}  // namespace api
