// SPDX-License-Identifier: MIT
#pragma once

// Limits on request bodies, checked before a body is parsed.

#include <cstddef>
#include <cstdint>

namespace api {

// For callers without credentials: a form or JSON text to sign in with.
inline constexpr std::uint64_t max_anonymous_body_bytes = 16 * 1024;

// JSON values, counted before parsing. A push of 200 operations has about 2,500, a list of hashes 1,000.
inline constexpr std::size_t max_anonymous_json_values = 200, max_json_values = 5000;

}  // namespace api
