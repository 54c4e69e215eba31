// SPDX-License-Identifier: MIT
#pragma once

// The handlers of the administrators' URLs; see docs/admin-api.md.
// Thread safety: all handlers may be called from any thread.
// Throws: http::HttpError, base::DiskError and store::StorageError.

#include <cstdint>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

using Handler = http::Response(const Context& context, http::Request& request);

// audit.cpp
Handler list_audit;

// connect.cpp
Handler show_connect;

// board.cpp
Handler show_board;

// messages.cpp
Handler list_messages, read_message;

// log.cpp
Handler show_log;

// support_bundle.cpp
Handler download_support_bundle;

// clock.cpp
Handler show_clock, set_clock;

// users.cpp
Handler list_users, show_user, create_user, update_user;

// user_credentials.cpp
Handler create_code, create_codes, sign_out_user, reset_throttle;

// user_export.cpp, user_import.cpp
Handler export_users, start_import;

// jobs.cpp
Handler list_jobs, show_job, delete_job;
http::Response accepted(const Context& context, std::int64_t job);  // 202 with the started job

// booths.cpp
Handler list_all_booths, list_categories, move_booth, list_all_media;

// conflicts.cpp
Handler list_conflicts, resolve_conflict;

// uploads.cpp
Handler show_uploads, pause_videos, stop_upload, end_unfinished_upload;

// drives.cpp
Handler list_drives, pair_drive, unpair_drive;

// settings.cpp
Handler show_settings, change_settings;

// countries.cpp
Handler add_country, update_country, delete_country;

// backup_download.cpp
Handler download_backup, download_export;

// backup_status.cpp
Handler show_backup_status;

// restore.cpp
Handler restore_box;

}  // namespace api
