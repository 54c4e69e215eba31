// SPDX-License-Identifier: MIT
#pragma once

// Quota errors of the API, and the checks that precede writing rows.
// Thread safety: may be called from any thread.

#include <cstdint>
#include <string>

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "base/text/json.h"
#include "http/error.h"
#include "http/message.h"
#include "store/usage.h"

namespace api {

// 403 for a rejected write, with the quota, its limit and its usage. For booths it is quota_exceeded().
http::HttpError quota_error(const store::WriteResult& written);
// Writes the members "quota", "limit" and "used" into an open object.
void write_exceeded(base::JsonWriter& json, const store::Exceeded& exceeded);

// Writes all quotas of an account: {"booths": {"limit": …, "used": …}, "media_bytes": …}.
void write_quotas(base::JsonWriter& json, const store::Usage& usage);

// Checks before rows with this many bytes of text are written for an exhibitor. Administrators are exempt.
// Throws base::DiskError (full) if only the organiser's reserve is left, 429 above the account's write rate.
inline constexpr std::uint64_t bytes_of_write = 256;  // counted per row in addition to its text
void require_room_for_rows(const Context& context, const http::Request& request);
void require_write_rate(const Context& context, const http::Request& request, std::uint64_t bytes);
// Both checks, for a form that changes one row.
void require_write(const Context& context, const http::Request& request, const RequestForm& form);

}  // namespace api
