// SPDX-License-Identifier: MIT
#pragma once

// What answers the administrators' URLs: docs/admin-api.md. As api/request/handler.h has it.

#include <cstdint>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

using Handle = http::Response(const Services& services, http::Request& request);

// audit.cpp
Handle list_audit;

// connect.cpp
Handle show_connect;

// board.cpp
Handle show_board;

// messages.cpp
Handle list_messages, read_message;

// log.cpp
Handle show_log;

// support_bundle.cpp
Handle send_support;

// clock.cpp
Handle show_clock, set_clock;

// users.cpp
Handle list_users, show_user, create_user, update_user;

// user_credentials.cpp
Handle new_code, new_codes, sign_out_user, forget_throttle;

// user_export.cpp, user_import.cpp
Handle export_users, start_import;

// jobs.cpp
Handle list_jobs, show_job, forget_job;
http::Response accepted(const Services& services, std::int64_t job);  // 202 with the job that was started

// booths.cpp
Handle list_all_booths, list_categories, move_booth, list_all_media;

// conflicts.cpp
Handle list_conflicts, settle_conflict;

// uploads.cpp
Handle show_uploads, pause_videos, stop_upload, end_unfinished_upload;

// drives.cpp
Handle list_drives, pair_drive, unpair_drive;

// settings.cpp
Handle show_settings, change_settings;

// countries.cpp
Handle add_country, update_country, delete_country;

// backup_download.cpp
Handle send_backup, send_export;

// backup_status.cpp
Handle show_save;

// restore.cpp
Handle restore_box;

}  // namespace api
