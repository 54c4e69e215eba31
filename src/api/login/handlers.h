// SPDX-License-Identifier: MIT
#pragma once

// What answers the URLs by which an administrator comes in: docs/admin-api.md. As api/request/handler.h has it.

#include "api/request/handler.h"

namespace api {

// sessions.cpp
Handler sign_in, show_session, sign_out;

// first_run.cpp
Handler show_first_run, use_first_run;

}  // namespace api
