// SPDX-License-Identifier: MIT
#include "store/audit.h"

#include "base/text/text.h"
#include "store/engine/connection.h"

namespace store {
namespace {

constexpr std::string_view insert =
    "INSERT INTO audit (at, uptime, clock, user_id, user, address, action, object, detail) "
    "VALUES (?1, ?2, ?3, nullif(?4, 0), coalesce(nullif(?9, ''), (SELECT email FROM users WHERE id = ?4), "
    "''), ?5, ?6, ?7, ?8)";

std::string bounded(const std::string& text) {
  return text.size() <= max_audit_text
             ? text
             : text.substr(0, base::utf8_prefix(std::string_view(text).substr(0, max_audit_text)));
}

}  // namespace

AuditEntry read_audit_entry(const Row& row) {
  return {.id = row.integer(0),
          .at = row.integer(1),
          .uptime = row.integer(2),
          .clock = std::string(row.text(3)),
          .user = {row.optional_integer(4).value_or(0)},
          .user_email = std::string(row.text(5)),
          .address = std::string(row.text(6)),
          .action = std::string(row.text(7)),
          .object = std::string(row.text(8)),
          .detail = std::string(row.text(9))};
}

void add_audit(WriteBatch& write, const AuditEntry& entry) {
  write.run(insert, entry.at, entry.uptime, entry.clock, entry.user, entry.address, entry.action,
            bounded(entry.object), bounded(entry.detail), entry.user_email);
}

void add_audit(const std::string& database, const AuditEntry& entry) {
  const Value values[] = {entry.at,        entry.uptime, entry.clock,           entry.user.value,
                          entry.address,   entry.action, bounded(entry.object), bounded(entry.detail),
                          entry.user_email};
  SqliteConnection(database, SqliteConnection::Use::write).execute(insert, values);
}

std::vector<AuditEntry> audit_entries(Database& engine, LimitOffset window) {
  return query_all(engine, read_audit_entry,
                   "SELECT id, at, uptime, clock, user_id, user, address, action, object, detail FROM audit "
                   "ORDER BY id DESC LIMIT ? OFFSET ?",
                   window.limit, window.offset);
}

std::int64_t count_audit_entries(Database& engine) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM audit");
}

}  // namespace store
