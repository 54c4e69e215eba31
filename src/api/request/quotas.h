// SPDX-License-Identifier: MIT
#pragma once

// Quotas and write rates in the API's words, and what a request must pass before it writes rows. Any thread
// may call.

#include <cstdint>
#include <string>

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "base/text/json.h"
#include "http/error.h"
#include "http/message.h"
#include "store/usage.h"

namespace api {

// 403 of a refused write: which quota, the limit, what is used. quota_exceeded() for booths.
http::HttpError quota_error(const store::WriteResult& written);
// The members "quota", "limit" and "used", into an open object.
void write_exceeded(base::JsonWriter& json, const store::Exceeded& exceeded);

// {"booths": {"limit": …, "used": …}, "media_bytes": …}: all quotas of an account.
void write_quotas(base::JsonWriter& json, const store::Usage& usage);

// Before rows are written for an exhibitor, with so many bytes of text. Administrators always pass. Throws
// base::DiskError (full) where only the organiser's reserve is left, 429 beyond the account's write rate.
inline constexpr std::uint64_t bytes_of_write = 256;  // counted for a row beside its text
void require_room_for_rows(const Context& services, const http::Request& request);
void require_write_rate(const Context& services, const http::Request& request, std::uint64_t bytes);
// Both, for a form that changes one row.
void require_write(const Context& services, const http::Request& request, const RequestForm& form);

}  // namespace api
