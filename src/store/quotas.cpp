// SPDX-License-Identifier: MIT
#include "store/quotas.h"

namespace store {

const std::string& quota_columns() {
  static const std::string columns = [] {
    std::string list;
    for (const QuotaRule& rule : quotas) list.append(", ").append(rule.setting);
    return list;
  }();
  return columns;
}

QuotaLimits read_quota_limits(const Row& row, int first_column) {
  QuotaLimits limits;
  for (auto& limit : limits) limit = row.optional_integer(first_column++);
  return limits;
}

std::string limit_sql(Quota quota) {
  const QuotaRule& rule = rule_of(quota);
  return std::string("coalesce(u.")
      .append(rule.setting)
      .append(", (SELECT CAST(value AS INTEGER) FROM settings WHERE key = '")
      .append(rule.setting)
      .append("'), ")
      .append(std::to_string(rule.default_value))
      .append(")");
}

std::optional<Exceeded> exceeded(const WriteResult& written) {
  if (written.rows.empty() || written.rows.front().empty()) return {};
  const OwnedRow& row = written.rows.front().front();
  return Exceeded{std::string(row.text(0)), row.integer(1), row.integer(2)};
}

}  // namespace store
