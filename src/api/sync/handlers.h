// SPDX-License-Identifier: MIT
#pragma once

// The handlers of the sync extension.
// Thread safety: all handlers may be called from any thread.

#include <cstdint>
#include <string_view>
#include <vector>

#include "api/request/handler.h"

namespace api {

// Limits of one request.
inline constexpr std::int64_t max_ops = 200;             // operations of a push
inline constexpr std::int64_t max_push_bytes = 1 << 20;  // body of a push, in bytes
inline constexpr std::int64_t chunk_bytes = 4'194'304;   // recommended chunk size of an upload
inline constexpr std::int64_t max_hashes = 1000;         // hashes of a media check

// capabilities.cpp. `capabilities` holds the names of the capabilities served.
http::Response show_capabilities(const Context& context, http::Request& request,
                                 const std::vector<std::string_view>& capabilities);

// changes.cpp
Handler list_changes;

// push.cpp
Handler push_changes;

// media_check.cpp
Handler check_media;

}  // namespace api
