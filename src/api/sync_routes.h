// SPDX-License-Identifier: MIT
#pragma once

// The part of the table of URLs that is for phones which keep their work while they are away.

#include <vector>

#include "api/services.h"
#include "http/router.h"

namespace api {

std::vector<http::Route> sync_routes(const Services& services);  // which must outlive the routes

}  // namespace api
