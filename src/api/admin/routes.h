// SPDX-License-Identifier: MIT
#pragma once

// The routes of the administration API; docs/admin-api.md describes each URL.

#include <vector>

#include "api/context/context.h"
#include "http/router.h"

namespace api {

std::vector<http::Route> admin_routes(const Context& context);  // `context` must outlive the routes

}  // namespace api
