// SPDX-License-Identifier: MIT
#pragma once

// The API on one screen: every URL, who may use it, what answers it.

#include "api/context/context.h"
#include "http/router.h"

namespace api {

// The services must outlive the router.
http::Router make_router(const Context& services);

// What the patterns of its routes are made of; as long as the program runs.
std::vector<std::string_view> route_words(const http::Router& router);

}  // namespace api
