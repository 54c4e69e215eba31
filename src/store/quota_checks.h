// SPDX-License-Identifier: MIT
#pragma once

// Statements that refuse a write with Rejection::quota_exceeded when it would exceed a quota of the row's
// owner. They are part of the write, so that two writes never share the same last bytes. What makes an
// account smaller is never refused. exceeded() tells which quota it was. Any thread may call.

#include <cstdint>
#include <optional>

#include "store/engine/write.h"

namespace store {

// Directly behind the INSERT of the row.
void check_new_booth(WriteBatch& write);
void check_new_item(WriteBatch& write);
void check_new_media(WriteBatch& write);
void check_new_upload(WriteBatch& write);

// Bytes of the texts that change.
struct NewTexts {
  std::optional<std::int64_t> name, description, category;
};
std::optional<std::int64_t> bytes_of(const std::optional<std::string>& text);
// Before the UPDATE of the row.
void check_booth_update(WriteBatch& write, std::int64_t booth, const NewTexts& texts);
void check_item_update(WriteBatch& write, std::int64_t item, const NewTexts& texts);

}  // namespace store
