// SPDX-License-Identifier: MIT
#pragma once

// Messages to the administrators. At most one message of each code is unread; it counts how often its cause
// recurred. Read messages are deleted unless they are among the newest 500.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/engine/database.h"

namespace store {

using MessageId = base::Id<struct MessageTag>;

struct Message {
  MessageId id;  // 0: not in the store
  std::string code;
  std::string level;  // info, warning, error
  std::string detail;
  std::int64_t count = 1;
  base::UnixSeconds at = 0;  // when its cause last began
  bool read = false;
};

enum class Which { all, unread };
std::vector<Message> messages(Database& engine, Which which);  // newest first

// Merges into the unread message of this code, if there is one: adds to its count, and replaces its level,
// detail and time.
void add_message(WriteBatch& write, const Message& message);
void mark_read(WriteBatch& write, MessageId id, base::UnixSeconds now);  // Rejection::not_found

}  // namespace store
