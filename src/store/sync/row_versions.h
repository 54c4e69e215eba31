// SPDX-License-Identifier: MIT
#pragma once

// Identifies rows as clients do: by kind and id, and by the version that the schema's triggers increment.

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/media.h"

namespace store {

enum class RowKind { booth, item, image, video };

std::string_view to_string(RowKind kind);  // "booth": as in the feed, and the prefix of ETags
RowKind kind_for(MediaCollection collection);
constexpr bool is_media(RowKind kind) { return kind == RowKind::image || kind == RowKind::video; }

struct RowRef {
  RowKind kind = RowKind::booth;
  std::int64_t id = 0;
};

// A condition for the statements that follow. Rejection::version_mismatch unless the row exists in one of
// these versions. It is part of the write, so only one of two updates based on the same version succeeds.
void require_version(WriteBatch& write, const RowRef& row, const std::vector<std::int64_t>& versions);

}  // namespace store
