// SPDX-License-Identifier: MIT
#pragma once

// What answers the administrators' URLs: docs/admin-api.md. As api/handlers.h has it.

#include "api/services.h"
#include "http/message.h"

namespace api {

using Handle = http::Response(const Services& services, http::Request& request);

// sessions.cpp
Handle sign_in, show_session, sign_out;

// first_run.cpp
Handle show_first_run, use_first_run;

// connect.cpp
Handle show_connect;

// clock.cpp
Handle show_clock, set_clock;

// backup.cpp
Handle send_backup;

}  // namespace api
