// SPDX-License-Identifier: MIT
#pragma once

// What answers the administrators' URLs: docs/admin-api.md. As api/handlers.h has it.

#include "api/services.h"
#include "http/message.h"

namespace api {

using Handle = http::Response(const Services& services, http::Request& request);

// board.cpp
Handle show_board;

// messages.cpp
Handle list_messages, read_message;

// log.cpp
Handle show_log;

// support.cpp
Handle send_support;

// clock.cpp
Handle show_clock, set_clock;

// backup.cpp
Handle send_backup;

}  // namespace api
