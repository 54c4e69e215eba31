// SPDX-License-Identifier: MIT
#pragma once

// What answers the administrators' URLs: docs/admin-api.md. As api/handlers.h has it.

#include "api/services.h"
#include "http/message.h"

namespace api {

using Handle = http::Response(const Services& services, http::Request& request);

// clock.cpp
Handle show_clock, set_clock;

// booth_list.cpp
Handle list_all_booths, list_categories, move_booth, list_all_media;

// upload_list.cpp
Handle show_uploads, pause_videos, stop_upload;

// setting_list.cpp
Handle show_settings, change_settings;

// countries.cpp
Handle add_country, update_country, delete_country;

// backup.cpp
Handle send_backup;

}  // namespace api
