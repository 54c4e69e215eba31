// SPDX-License-Identifier: MIT
#pragma once

// The API on one screen: every URL, who may use it, what answers it.

#include "api/services.h"
#include "http/router.h"

namespace api {

// The services must outlive the router.
http::Router make_router(const Services& services);

}  // namespace api
