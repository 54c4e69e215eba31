// SPDX-License-Identifier: MIT
#pragma once

// Writes accounts as JSON; see docs/admin-api.md.
// Thread safety: pure functions; may be called from any thread.

#include "base/text/json.h"
#include "store/user_list.h"

namespace api {

// Writes the members into an open object.
void write_user_members(base::JsonWriter& json, const store::UserSummary& account);
void write_user_json(base::JsonWriter& json, const store::UserSummary& account);

}  // namespace api
