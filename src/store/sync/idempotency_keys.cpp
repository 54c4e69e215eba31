// SPDX-License-Identifier: MIT
#include "store/sync/idempotency_keys.h"

namespace store {
namespace {

RowKind kind_of_word(std::string_view word) {
  for (const RowKind kind : {RowKind::booth, RowKind::item, RowKind::image}) {
    if (word == to_string(kind)) return kind;
  }
  return RowKind::video;
}

}  // namespace

std::optional<ClientIdRow> row_by_client_id(Database& engine, UserId owner, std::string_view client_id) {
  const auto read = [](const Row& row) {
    return ClientIdRow{{kind_of_word(row.text(0)), row.integer(1)}, row.text(2) != "put"};
  };
  return query_one(engine, read,
                   "SELECT kind, id, op FROM changes WHERE owner_id = ? AND client_id = ? "
                   "ORDER BY op <> 'put', seq DESC LIMIT 1",
                   owner, client_id);
}

void require_unused_client_id(WriteBatch& write, UserId owner, std::string_view client_id) {
  write.require(Rejection::already_exists,
                "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM changes WHERE owner_id = ? AND client_id = ?)",
                owner, client_id);
}

std::optional<IdempotencyRecord> find_idempotency_record(Database& engine, const IdempotencyKey& key) {
  const auto read = [](const Row& row) {
    return IdempotencyRecord{std::string(row.text(0)), {row.integer(1)}, std::string(row.text(2))};
  };
  return query_one(engine, read,
                   "SELECT fingerprint, owner_id, client_id FROM replays "
                   "WHERE user_id = ? AND request = ? AND key = ?",
                   key.user, key.request, key.key);
}

void record_idempotency_key(WriteBatch& write, const IdempotencyKey& key, const IdempotencyRecord& replay,
                            const RecordBounds& bounds) {
  write.run(
      "INSERT INTO replays (user_id, request, key, fingerprint, owner_id, client_id) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      key.user, key.request, key.key, replay.fingerprint, replay.owner, replay.client_id);
  drop_oldest(write, Records::replays, key.user, bounds);
}

}  // namespace store
