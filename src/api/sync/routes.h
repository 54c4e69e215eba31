// SPDX-License-Identifier: MIT
#pragma once

// The sync extension's part of the table of URLs: docs/sync.md says what each does.

#include <vector>

#include "api/context/context.h"
#include "http/router.h"

namespace api {

std::vector<http::Route> sync_routes(const Context& services);  // which must outlive the routes

}  // namespace api
