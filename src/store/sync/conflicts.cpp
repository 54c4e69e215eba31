// SPDX-License-Identifier: MIT
#include "store/sync/conflicts.h"

namespace store {
namespace {

Conflict read_conflict(const Row& row) {
  const bool of_item = row.text(3) == "item";
  const auto booth = row.optional_integer(14);
  return {
      .id = {row.integer(0)},
      .at = row.integer(1),
      .what = {.owner = {row.integer(16)},
               .device_id = std::string(row.text(2)),
               .row = {of_item ? RowKind::item : RowKind::booth, row.integer(4)},
               .client_id = std::string(row.text(5)),
               .field = std::string(row.text(6)),
               .yours = std::string(row.text(7)),
               .server = std::string(row.text(8)),
               .base_version = row.integer(9),
               .server_version = row.integer(10)},
      .owner = {{row.integer(16)},
                std::string(row.text(17)),
                std::string(row.text(18)),
                std::string(row.text(19))},
      .booth_name = row.optional_text(15),
      .item_name = row.optional_text(13),
      .booth = booth ? std::optional(BoothId{*booth}) : std::nullopt,
      .settled = std::string(row.text(11)),
      .settled_at = row.optional_integer(12),
  };
}

constexpr std::string_view columns =
    "SELECT conflicts.id, at, device_id, kind, row_id, conflicts.client_id, field, yours, server, "
    "base_version, server_version, settled, settled_at, items.name, booths.id, booths.name, "
    "users.id, users.email, users.name, users.stand "
    "FROM conflicts JOIN users ON users.id = conflicts.owner_id "
    "LEFT JOIN items ON kind = 'item' AND items.id = row_id "
    "LEFT JOIN booths ON booths.id = iif(kind = 'booth', row_id, items.booth_id) ";

}  // namespace

void add_conflict(WriteBatch& write, const NewConflict& conflict, base::UnixSeconds now,
                  const RecordBounds& bounds) {
  write.run(
      "INSERT INTO conflicts (at, owner_id, device_id, kind, row_id, client_id, field, yours, server, "
      "base_version, server_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      now, conflict.owner, conflict.device_id, to_string(conflict.row.kind), conflict.row.id,
      conflict.client_id, conflict.field, conflict.yours, conflict.server, conflict.base_version,
      conflict.server_version);
  drop_oldest(write, Records::conflicts, conflict.owner, bounds);
}

std::int64_t count_conflicts(Database& engine, const ConflictFilter& filter) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); },
      "SELECT count(*) FROM conflicts WHERE (?1 IS NULL OR settled = ?1) AND (?2 IS NULL OR owner_id = ?2)",
      filter.settled, filter.owner);
}

std::vector<Conflict> conflicts(Database& engine, const ConflictFilter& filter, BatchCursor& cursor) {
  static const std::string sql = std::string(columns).append(
      "WHERE (?1 IS NULL OR settled = ?1) AND (?2 IS NULL OR conflicts.owner_id = ?2) "
      "AND conflicts.id < ?5 ORDER BY conflicts.id DESC LIMIT ?3 OFFSET ?4");
  const auto size = [](const Conflict& conflict) {
    return 2 * conflict.what.yours.size() + conflict.what.server.size();  // plus the field's current value
  };
  return read_batch(engine, cursor, std::pair(&read_conflict, size), sql, filter.settled, filter.owner,
                    cursor.window.limit, cursor.window.offset, cursor.last);
}

std::optional<Conflict> conflict_by_id(Database& engine, ConflictId id) {
  static const std::string sql = std::string(columns).append("WHERE conflicts.id = ?");
  return query_one(engine, read_conflict, sql, id);
}

void resolve_conflict(WriteBatch& write, ConflictId id, std::string_view settled, base::UnixSeconds now) {
  write.require(Rejection::version_mismatch,
                "UPDATE conflicts SET settled = ?2, settled_at = ?3 WHERE id = ?1 AND settled = 'open'", id,
                settled, now);
}

}  // namespace store
