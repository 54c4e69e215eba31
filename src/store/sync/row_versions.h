// SPDX-License-Identifier: MIT
#pragma once

// Rows as phones know them: by kind and id, and by the version that the schema's triggers count.

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/media.h"

namespace store {

enum class RowKind { booth, item, image, video };

std::string_view to_string(RowKind kind);  // "booth": what the feed says, and what tags begin with
RowKind kind_for(MediaCollection collection);
constexpr bool is_media(RowKind kind) { return kind == RowKind::image || kind == RowKind::video; }

struct RowRef {
  RowKind kind = RowKind::booth;
  std::int64_t id = 0;
};

// A condition of the write that follows it: Rejection::version_mismatch unless the row is there in one of
// these versions. Inside the write, so that of two who build upon the same version one alone gets through.
void require_version(WriteBatch& write, const RowRef& row, const std::vector<std::int64_t>& versions);

}  // namespace store
