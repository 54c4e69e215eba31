// SPDX-License-Identifier: MIT
#pragma once

// The administrators' part of the table of URLs: docs/admin-api.md says what each does.

#include <vector>

#include "api/context/context.h"
#include "http/router.h"

namespace api {

std::vector<http::Route> admin_routes(const Context& services);  // which must outlive the routes

}  // namespace api
