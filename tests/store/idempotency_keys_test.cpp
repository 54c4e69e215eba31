// SPDX-License-Identifier: MIT
#include "store/sync/idempotency_keys.h"

#include "support/store_fixture.h"

using store::Rejection;
using store::WriteBatch;
using support::noon;
using support::number;
using support::TempStore;

namespace {

struct Notes : TempStore {
  store::UserId owner = support::add_user(engine, "a@example.com");

  std::optional<Rejection> note(const std::string& key,
                                const store::RecordBounds& bounds = store::replay_bounds) {
    return support::write(engine,
                          [&](WriteBatch& w) {
                            store::record_idempotency_key(w, {owner, "POST /x/", key},
                                                          {"print of " + key, owner, "name"}, bounds);
                          })
        .refused;
  }
  bool known(const std::string& key) {
    return store::find_idempotency_record(engine, {owner, "POST /x/", key}).has_value();
  }
  std::optional<Rejection> require(store::RowRef row, std::vector<std::int64_t> versions) {
    return support::write(engine, [&](WriteBatch& w) { store::require_version(w, row, versions); }).refused;
  }
};

}  // namespace

TEST_CASE("replays: a note is found by user, request and key, and never written over") {
  Notes notes;
  CHECK_FALSE(notes.note("k"));
  const auto found = store::find_idempotency_record(notes.engine, {notes.owner, "POST /x/", "k"});
  REQUIRE(found);
  CHECK(found->fingerprint == "print of k");
  CHECK(found->owner == notes.owner);
  CHECK(found->client_id == "name");
  CHECK_FALSE(store::find_idempotency_record(notes.engine, {{notes.owner.value + 1}, "POST /x/", "k"}));
  CHECK_FALSE(store::find_idempotency_record(notes.engine, {notes.owner, "POST /y/", "k"}));
  CHECK_FALSE(notes.known("K"));
  CHECK(notes.note("k") == Rejection::already_exists);
}

TEST_CASE("replays: the oldest go when there are too many") {
  Notes notes;
  for (const char* key : {"1", "2", "3", "4", "5"})
    CHECK_FALSE(notes.note(key, {3 * (256 + 9 + 1), 1'000'000}));
  CHECK(number(notes.engine, "SELECT count(*) FROM replays") == 3);
  CHECK_FALSE(notes.known("2"));
  CHECK(notes.known("3"));
}

TEST_CASE("replays: a name is taken by whatever has it, or had it") {
  Notes notes;
  const auto add = [&](std::string_view name) {
    return support::write(notes.engine, [&](WriteBatch& w) {
      store::require_unused_client_id(w, notes.owner, name);
      store::add_booth(w, notes.owner, support::booth_fields("B"), name, noon);
    });
  };
  const store::WriteResult made = add("one");
  REQUIRE_FALSE(made.refused);
  const store::BoothId booth{made.rows.at(0).at(0).integer(0)};
  CHECK(add("one").refused == Rejection::already_exists);
  auto named = store::row_by_client_id(notes.engine, notes.owner, "one");
  REQUIRE(named);
  CHECK(named->row.kind == store::RowKind::booth);
  CHECK(named->row.id == booth.value);
  CHECK_FALSE(named->gone);

  support::write(notes.engine, [&](WriteBatch& w) { store::delete_booth(w, booth); });
  named = store::row_by_client_id(notes.engine, notes.owner, "one");
  REQUIRE(named);
  CHECK(named->gone);
  CHECK(add("one").refused == Rejection::already_exists);
  CHECK_FALSE(store::row_by_client_id(notes.engine, notes.owner, "two"));
  CHECK_FALSE(store::row_by_client_id(notes.engine, {notes.owner.value + 1}, "one"));
}

TEST_CASE("replays: a version is required of the row as it is when the write is done") {
  Notes notes;
  const auto booth = support::add_booth(notes.engine, notes.owner);
  const store::RowRef row{store::RowKind::booth, booth.value};
  CHECK_FALSE(notes.require(row, {1}));
  CHECK_FALSE(notes.require(row, {7, 1, 9}));
  CHECK(notes.require(row, {}) == Rejection::version_mismatch);
  CHECK(notes.require(row, {2, 11, -1}) == Rejection::version_mismatch);
  CHECK(notes.require({store::RowKind::booth, 999}, {1}) == Rejection::version_mismatch);
  CHECK(notes.require({store::RowKind::item, booth.value}, {1}) == Rejection::version_mismatch);
}
