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
      .op = parse_op(row.text(3)),
      .client_id = row.optional_text(4).value_or(""),
      .version = row.optional_integer(5),
      .bytes = row.optional_integer(7).value_or(0),
      .parent_client_id = row.optional_text(6).value_or(""),
  };
}

}  // namespace

Op parse_op(std::string_view word) {
  if (word == "delete") return Op::remove;
  return word == "put" ? Op::put : Op::revoke;
}

std::string_view to_string(Op op) {
  if (op == Op::put) return "put";
  return op == Op::remove ? "delete" : "revoke";
}

FeedPosition latest_change(Database& engine, std::optional<UserId> owner) {
  return *query_one(
      engine,
      [](const Row& row) {
        return FeedPosition{std::string(row.text(0)), row.integer(1)};
      },
      "SELECT value, (SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id IS ?) "
      "FROM settings WHERE key = 'epoch'",
      owner);
}

FeedState feed_state(Database& engine, UserId owner) {
  return *query_one(
      engine,
      [](const Row& row) {
        return FeedState{std::string(row.text(0)), row.integer(1), row.integer(2)};
      },
      "SELECT value, max((SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id = ?), "
      "(SELECT ifnull(max(seq), 0) FROM changes WHERE owner_id IS NULL)), "
      "(SELECT ifnull(max(seq), 0) FROM changes) FROM settings WHERE key = 'epoch'",
      owner);
}

std::vector<ChangedRow> changes_after(Database& engine, const ChangesQuery& query) {
  return query_all(
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
      query.owner, query.after, std::string(",").append(query.types).append(","), query.most,
      query.first_end);
}

}  // namespace store
