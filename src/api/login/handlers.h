// SPDX-License-Identifier: MIT
#pragma once

// What answers the URLs by which an administrator comes in: docs/admin-api.md. As api/request/handler.h has it.

#include "api/request/handler.h"

namespace api {

// sessions.cpp
Handle sign_in, show_session, sign_out;

// first_run.cpp
Handle show_first_run, use_first_run;

}  // namespace api
