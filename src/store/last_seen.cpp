// SPDX-License-Identifier: MIT
#include "store/last_seen.h"

#include <type_traits>

namespace store {

std::map<std::int64_t, LastSeen> all_last_seen(Database& engine) {
  std::map<std::int64_t, LastSeen> contacts;
  const auto take = [&](const Row& row) {
    LastSeen& contact = contacts[row.integer(0)];
    contact.seen_at = row.integer(1);
    if (row.null(2)) return;
    contact.error = {.at = row.integer(2),
                     .status = static_cast<int>(row.integer(3)),
                     .request = std::string(row.text(4)),
                     .detail = std::string(row.text(5))};
  };
  query_rows(engine, take,
             "SELECT user_id, seen_at, error_at, error_status, error_request, error_detail FROM contacts");
  return contacts;
}

void set_last_seen(WriteBatch& write, UserId user, const LastSeen& contact) {
  const auto of_error = [&](auto member) {
    using Part = std::remove_cvref_t<decltype((*contact.error).*member)>;
    return contact.error ? std::optional<Part>((*contact.error).*member) : std::nullopt;
  };
  write.run(
      "INSERT OR REPLACE INTO contacts (user_id, seen_at, error_at, error_status, error_request, "
      "error_detail) SELECT id, ?, ?, ?, ?, ? FROM users WHERE id = ?",
      contact.seen_at, of_error(&LastSeenError::at), of_error(&LastSeenError::status),
      of_error(&LastSeenError::request), of_error(&LastSeenError::detail), user);
}

}  // namespace store
