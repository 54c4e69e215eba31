// SPDX-License-Identifier: MIT
#include "store/messages.h"

namespace store {
namespace {

constexpr std::int64_t most = 500;

}  // namespace

std::vector<Message> messages(Database& engine, Which which) {
  const auto read = [](const Row& row) {
    return Message{.id = {row.integer(0)},
                   .code = std::string(row.text(1)),
                   .level = std::string(row.text(2)),
                   .detail = std::string(row.text(3)),
                   .count = row.integer(4),
                   .at = row.integer(5),
                   .read = row.integer(6) != 0};
  };
  return query_all(engine, read,
                   "SELECT id, code, level, detail, count, at, read_at IS NOT NULL FROM messages "
                   "WHERE read_at IS NULL OR ? ORDER BY at DESC, id DESC",
                   which == Which::all);
}

void add_message(WriteBatch& write, const Message& message) {
  write.run(
      "INSERT INTO messages (code, level, detail, count, at) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (code) WHERE read_at IS NULL DO UPDATE SET level = excluded.level, "
      "detail = excluded.detail, count = count + excluded.count, at = excluded.at",
      message.code, message.level, message.detail, message.count, message.at);
  write.run("DELETE FROM messages WHERE read_at IS NOT NULL AND id <= (SELECT max(id) FROM messages) - ?",
            most);
}

void mark_read(WriteBatch& write, MessageId id, base::UnixSeconds now) {
  write.require(Rejection::not_found, "UPDATE messages SET read_at = ifnull(read_at, ?) WHERE id = ?", now,
                id);
}

}  // namespace store
