// SPDX-License-Identifier: MIT
#include "importer/user_columns.h"

namespace api {

void write_user_cells(base::CsvWriter& row, const store::User& user) {
  row.text(user.email)
      .raw(user.password)
      .number(user.booth_limit)
      .boolean(user.active)
      .text(user.name)
      .text(user.stand);
  for (const auto& limit : user.limits) row.raw(limit ? std::to_string(*limit) : "");
}

void write_limits(base::JsonWriter& json, const store::QuotaLimits& limits) {
  for (std::size_t at = 0; at < limits.size(); ++at) json.member(store::quotas.at(at).setting, limits.at(at));
}

}  // namespace api
