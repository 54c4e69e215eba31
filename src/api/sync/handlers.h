// SPDX-License-Identifier: MIT
#pragma once

// The handlers of the sync extension. Any thread may call.

#include <cstdint>
#include <string_view>
#include <vector>

#include "api/request/handler.h"

namespace api {

// What one request may bring.
inline constexpr std::int64_t max_ops = 200;             // of a push
inline constexpr std::int64_t max_push_bytes = 1 << 20;  // its body
inline constexpr std::int64_t chunk_bytes = 4'194'304;   // of a file that is sent in pieces: as many are best
inline constexpr std::int64_t max_hashes = 1000;         // files asked about at once

// capabilities.cpp; `capabilities` the words of those that are served.
http::Response show_capabilities(const Context& services, http::Request& request,
                                 const std::vector<std::string_view>& capabilities);

// changes.cpp
Handler list_changes;

// push.cpp
Handler push_changes;

// media_check.cpp
Handler check_media;

}  // namespace api
