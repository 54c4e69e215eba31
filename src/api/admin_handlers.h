// SPDX-License-Identifier: MIT
#pragma once

// What answers the administrators' URLs: docs/admin-api.md. As api/handlers.h has it.

#include <cstdint>

#include "api/services.h"
#include "http/message.h"

namespace api {

using Handle = http::Response(const Services& services, http::Request& request);

// clock.cpp
Handle show_clock, set_clock;

// job_list.cpp
Handle list_jobs, show_job, forget_job;
http::Response accepted(const Services& services, std::int64_t job);  // 202 with the job that was started

// backup.cpp
Handle send_backup, send_export;

// save.cpp
Handle show_save;

// restore.cpp
Handle restore_box;

}  // namespace api
