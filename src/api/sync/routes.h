// SPDX-License-Identifier: MIT
#pragma once

// The routes of the sync extension; docs/sync.md describes each URL.

#include <vector>

#include "api/context/context.h"
#include "http/router.h"

namespace api {

std::vector<http::Route> sync_routes(const Context& context);  // `context` must outlive the routes

}  // namespace api
