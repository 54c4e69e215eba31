// SPDX-License-Identifier: MIT
#pragma once

// Statements that reject a write with Rejection::quota_exceeded if it would exceed a quota of the row's
// owner. They are part of the write, so two writes never use the same remaining bytes. A write that reduces
// the usage is never rejected. exceeded() reports the quota.
// Thread safety: any thread may call.

#include <cstdint>
#include <optional>

#include "store/engine/write_batch.h"

namespace store {

// Append directly after the INSERT of the row.
void check_new_booth(WriteBatch& write);
void check_new_item(WriteBatch& write);
void check_new_media(WriteBatch& write);
void check_new_upload(WriteBatch& write);

// Sizes in bytes of the texts that change.
struct NewTexts {
  std::optional<std::int64_t> name, description, category;
};
std::optional<std::int64_t> bytes_of(const std::optional<std::string>& text);
// Append before the UPDATE of the row.
void check_booth_update(WriteBatch& write, std::int64_t booth, const NewTexts& texts);
void check_item_update(WriteBatch& write, std::int64_t item, const NewTexts& texts);

}  // namespace store
