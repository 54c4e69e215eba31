// SPDX-License-Identifier: MIT
#pragma once

// Accounts in the columns of import files (docs/admin-api.md).
// Thread safety: pure functions.

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text/csv_writer.h"
#include "base/text/json.h"
#include "store/users.h"

namespace api {

// The columns that an import accepts too, and the cells of a row.
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
