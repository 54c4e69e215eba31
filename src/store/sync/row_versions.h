// SPDX-License-Identifier: MIT
#pragma once

// Rows as phones know them: by kind and id, and by the version that the schema's triggers count.

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/media.h"

namespace store {

enum class Kind { booth, item, image, video };

std::string_view word_of(Kind kind);  // "booth": what the feed says, and what tags begin with
Kind kind_of(Collection collection);
constexpr bool is_media(Kind kind) { return kind == Kind::image || kind == Kind::video; }

struct RowName {
  Kind kind = Kind::booth;
  std::int64_t id = 0;
};

// A condition of the write that follows it: Refusal::stale unless the row is there in one of these versions.
// Inside the write, so that of two who build upon the same version one alone gets through.
void require_version(Write& write, const RowName& row, const std::vector<std::int64_t>& versions);

}  // namespace store
