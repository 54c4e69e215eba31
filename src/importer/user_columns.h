// SPDX-License-Identifier: MIT
#pragma once

// Accounts as import files have them: docs/admin-api.md. Pure.

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text/csv_writer.h"
#include "base/text/json.h"
#include "store/users.h"

namespace api {

// What an import takes as well: the columns, and a row's cells of them.
inline const std::initializer_list<std::string_view> user_columns = {"email",
                                                                     "password",
                                                                     "booth_limit",
                                                                     "is_active",
                                                                     "name",
                                                                     "stand",
                                                                     "media_bytes_limit",
                                                                     "text_bytes_limit",
                                                                     "row_bytes_limit",
                                                                     "booth_items_limit",
                                                                     "booth_media_limit",
                                                                     "item_media_limit",
                                                                     "upload_bytes_limit"};
void write_limits(base::JsonWriter& json, const store::QuotaLimits& limits);  // members; null: the default
void write_user_cells(base::CsvWriter& row, const store::User& user);

}  // namespace api
