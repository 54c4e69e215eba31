// SPDX-License-Identifier: MIT
#pragma once

// Accounts as docs/admin-api.md has them. Pure.

#include "base/text/json.h"
#include "store/user_list.h"

namespace api {

// The members, into an open object.
void write_user_members(base::JsonWriter& json, const store::UserSummary& account);
void write_user_json(base::JsonWriter& json, const store::UserSummary& account);

}  // namespace api
