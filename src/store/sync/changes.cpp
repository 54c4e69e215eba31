// SPDX-License-Identifier: MIT
#include "store/sync/changes.h"

namespace store {
namespace {

// Reads: seq, kind, id, op, client_id, version, parent's client_id, bytes.
ChangedRow read_changed(const Row& row) {
  return {
      .seq = row.integer(0),
      .type = std::string(row.text(1)),
      .id = row.integer(2),
      .op = op_of(row.text(3)),
      .client_id = row.maybe_text(4).value_or(""),
      .version = row.maybe_integer(5),
      .bytes = row.maybe_integer(7).value_or(0),
      .parent_client_id = row.maybe_text(6).value_or(""),
  };
}

}  // namespace

Op op_of(std::string_view word) {
  if (word == "delete") return Op::remove;
  return word == "put" ? Op::put : Op::revoke;
}

std::string_view word_of(Op op) {
  if (op == Op::put) return "put";
  return op == Op::remove ? "delete" : "revoke";
}

FeedPosition latest_change(Database& engine, std::optional<UserId> owner) {
  return *first_row(
      engine,
      [](const Row& row) {
        return FeedPosition{std::string(row.text(0)), row.integer(1)};
      },
      "SELECT value, (SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id IS ?) "
      "FROM settings WHERE key = 'epoch'",
      owner);
}

FeedState feed_of(Database& engine, UserId owner) {
  return *first_row(
      engine,
      [](const Row& row) {
        return FeedState{std::string(row.text(0)), row.integer(1), row.integer(2)};
      },
      "SELECT value, max((SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id = ?), "
      "(SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id IS NULL)), "
      "(SELECT ifnull(max(seq), 0) FROM changes) FROM settings WHERE key = 'epoch'",
      owner);
}

std::vector<ChangedRow> changes_after(Database& engine, const ChangesQuery& wish) {
  return all_rows(
      engine, read_changed,
      "SELECT seq, kind, id, op, client_id, version, CASE WHEN op <> 'put' THEN NULL "
      "WHEN kind = 'item' THEN (SELECT booths.client_id FROM items JOIN booths ON booths.id = booth_id "
      "WHERE items.id = page.id) "
      "WHEN kind IN ('image', 'video') THEN (SELECT iif(collection = 3, "
      "(SELECT client_id FROM items WHERE id = item_id), (SELECT client_id FROM booths WHERE id = booth_id)) "
      "FROM media WHERE media.id = page.id) END, CASE WHEN op <> 'put' THEN 0 "
      "WHEN kind = 'item' THEN (SELECT octet_length(name) + octet_length(description) FROM items "
      "WHERE items.id = page.id) "
      "WHEN kind = 'booth' THEN (SELECT octet_length(name) + octet_length(description) FROM booths "
      "WHERE booths.id = page.id) END "
      "FROM (SELECT * FROM changes WHERE owner_id = ?1 AND seq > ?2 AND instr(?3, ',' || kind || ',') "
      "UNION ALL SELECT * FROM changes WHERE owner_id IS NULL AND seq > ?2 AND instr(?3, ',' || kind || ',') "
      "AND (op = 'put' OR seq > ?5) ORDER BY seq LIMIT ?4) AS page ORDER BY seq",
      wish.owner, wish.after, std::string(",").append(wish.types).append(","), wish.most, wish.first_end);
}

}  // namespace store
