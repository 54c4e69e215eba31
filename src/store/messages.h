// SPDX-License-Identifier: MIT
#pragma once

// What the box has to say to its administrators. Of each code one message is unread; it counts how often its
// cause came back. The newest five hundred are kept.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/engine/engine.h"

namespace store {

using MessageId = base::Id<struct MessageTag>;

struct Message {
  MessageId id;  // 0: it is not in the store
  std::string code;
  std::string level;  // info, warning, error
  std::string detail;
  std::int64_t count = 1;
  base::UnixSeconds at = 0;  // when its cause last began
  bool read = false;
};

enum class Which { all, unread };
std::vector<Message> messages(Database& engine, Which which);  // newest first

// Adds to the unread one of this code, if there is one: its count, and the later time and detail.
void add_message(WriteBatch& write, const Message& message);
void mark_read(WriteBatch& write, MessageId id, base::UnixSeconds now);  // Rejection::not_found

}  // namespace store
