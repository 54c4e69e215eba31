// SPDX-License-Identifier: MIT
#pragma once

// The quotas of an account. A limit is the account's own column; if that is NULL, the setting of the same
// name; without one, the default.
// Thread safety: constant data, any thread may read it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/engine/write_batch.h"

namespace store {

enum class Quota : std::size_t {
  media_bytes,   // of all files
  text_bytes,    // of all booths and items
  row_bytes,     // text of one booth or item
  booth_items,   // in one booth
  booth_media,   // images and videos of one booth, without those of its items
  item_media,    // images of one item
  upload_bytes,  // announced by unfinished uploads; a single upload may be larger
};

struct QuotaRule {
  std::string_view name;     // "media_bytes"
  std::string_view setting;  // "media_bytes_limit": also the column of users
  std::int64_t default_value = 0, most = 0;
};

inline constexpr std::int64_t max_quota_bytes = 1'000'000'000'000'000, max_quota_rows = 1'000'000;
inline constexpr std::array<QuotaRule, 7> quotas = {{
    {"media_bytes", "media_bytes_limit", 2'000'000'000, max_quota_bytes},
    {"text_bytes", "text_bytes_limit", 32'000'000, max_quota_bytes},
    {"row_bytes", "row_bytes_limit", 262'144, max_quota_bytes},
    {"booth_items", "booth_items_limit", 500, max_quota_rows},
    {"booth_media", "booth_media_limit", 100, max_quota_rows},
    {"item_media", "item_media_limit", 50, max_quota_rows},
    {"upload_bytes", "upload_bytes_limit", 1'000'000'000, max_quota_bytes},
}};
constexpr const QuotaRule& rule_of(Quota quota) { return quotas.at(static_cast<std::size_t>(quota)); }

using QuotaLimits = std::array<std::optional<std::int64_t>, quotas.size()>;  // by Quota; nullopt: the default
using QuotaChange = std::array<std::optional<std::optional<std::int64_t>>, quotas.size()>;

// ", media_bytes_limit, …": for lists of columns.
const std::string& quota_columns();
QuotaLimits read_quota_limits(const Row& row, int first_column);

// SQL for the limit of the row u of users.
std::string limit_sql(Quota quota);

// The cause of a Rejection::quota_exceeded.
struct Exceeded {
  std::string quota;  // its name; "booths" for the limit of booths
  std::int64_t limit = 0, used = 0;
};
std::optional<Exceeded> exceeded(const WriteResult& written);  // nullopt for the limit of booths

}  // namespace store
