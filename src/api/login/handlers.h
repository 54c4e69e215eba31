// SPDX-License-Identifier: MIT
#pragma once

// Handlers for the URLs with which an administrator signs in: docs/admin-api.md. The contract of
// api/request/handler.h applies.

#include "api/request/handler.h"

namespace api {

// sessions.cpp
Handler sign_in, show_session, sign_out;

// first_run.cpp
Handler show_first_run, use_first_run;

}  // namespace api
