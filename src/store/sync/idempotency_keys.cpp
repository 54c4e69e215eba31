// SPDX-License-Identifier: MIT
#include "store/sync/idempotency_keys.h"

namespace store {
namespace {

Kind kind_of_word(std::string_view word) {
  for (const Kind kind : {Kind::booth, Kind::item, Kind::image}) {
    if (word == word_of(kind)) return kind;
  }
  return Kind::video;
}

}  // namespace

std::optional<NamedRow> row_named(Engine& engine, UserId owner, std::string_view client_id) {
  const auto read = [](const Row& row) {
    return NamedRow{{kind_of_word(row.text(0)), row.integer(1)}, row.text(2) != "put"};
  };
  return first_row(engine, read,
                   "SELECT kind, id, op FROM changes WHERE owner_id = ? AND client_id = ? "
                   "ORDER BY op <> 'put', seq DESC LIMIT 1",
                   owner, client_id);
}

void require_new_name(Write& write, UserId owner, std::string_view client_id) {
  write.must(Refusal::taken,
             "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM changes WHERE owner_id = ? AND client_id = ?)", owner,
             client_id);
}

std::optional<Replay> replay_of(Engine& engine, const ReplayKey& key) {
  const auto read = [](const Row& row) {
    return Replay{std::string(row.text(0)), {row.integer(1)}, std::string(row.text(2))};
  };
  return first_row(engine, read,
                   "SELECT fingerprint, owner_id, client_id FROM replays "
                   "WHERE user_id = ? AND request = ? AND key = ?",
                   key.user, key.request, key.key);
}

void note_replay(Write& write, const ReplayKey& key, const Replay& replay, const RecordBounds& bounds) {
  write.run(
      "INSERT INTO replays (user_id, request, key, fingerprint, owner_id, client_id) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      key.user, key.request, key.key, replay.fingerprint, replay.owner, replay.client_id);
  drop_oldest(write, Records::replays, key.user, bounds);
}

}  // namespace store
