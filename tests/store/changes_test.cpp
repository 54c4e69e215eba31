// SPDX-License-Identifier: MIT

// The change feed and the versions, which the schema's triggers keep.

#include "store/sync/changes.h"

#include <map>

#include "support/store_fixture.h"

using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

struct Change {
  std::int64_t seq, id, owner, version;
  std::string kind, client_id, op;
};

struct Hall : TempStore {
  store::UserId owner = support::add_user(engine, "a@example.com");

  std::vector<Change> feed(std::int64_t since = 0) {
    return store::query_all(
        engine,
        [](const store::Row& row) {
          return Change{row.integer(0),          row.integer(1),           row.integer(2),
                        row.integer(3),          std::string(row.text(4)), std::string(row.text(5)),
                        std::string(row.text(6))};
        },
        "SELECT seq, id, owner_id, version, kind, client_id, op FROM changes "
        "WHERE kind <> 'country' AND seq > ? ORDER BY seq",
        since);
  }
  std::int64_t last() { return support::number(engine, "SELECT max(seq) FROM changes"); }
  std::int64_t version_of(store::BoothId id) {
    return support::number(engine, "SELECT version FROM booths WHERE id = ?", id.value);
  }
  void rename(store::BoothId id, const std::string& name) {
    store::BoothFields fields;
    fields.name = name;
    support::write(engine, [&](WriteBatch& w) { store::update_booth(w, id, fields, noon); });
  }
};

void check_once_each(const std::vector<Change>& feed) {
  std::map<std::pair<std::string, std::int64_t>, int> seen;
  for (const Change& change : feed) CHECK(++seen[{change.kind, change.id}] == 1);
}

}  // namespace

TEST_CASE("changes: a row appears once, at its latest seq, with its version") {
  Hall hall;
  const auto first = support::add_booth(hall.engine, hall.owner);
  const auto second = support::add_booth(hall.engine, hall.owner);
  const std::int64_t before = hall.last();
  hall.rename(first, "New name");
  hall.rename(first, "Newer name");
  const auto feed = hall.feed();
  REQUIRE(feed.size() == 2);
  CHECK(feed[0].id == second.value);
  CHECK(feed[0].version == 1);
  CHECK(feed[1].id == first.value);
  CHECK(feed[1].kind == "booth");
  CHECK(feed[1].op == "put");
  CHECK(feed[1].owner == hall.owner.value);
  CHECK(feed[1].version == 3);
  CHECK(feed[1].seq > before);
  CHECK(hall.version_of(first) == 3);
  CHECK(hall.version_of(second) == 1);
}

TEST_CASE("changes: every kind of row is told") {
  Hall hall;
  const auto booth = support::add_booth(hall.engine, hall.owner);
  const auto item = support::add_item(hall.engine, booth);
  support::add_media(hall.engine, support::images_of(booth));
  support::add_media(hall.engine, support::videos_of(booth));
  support::add_media(hall.engine, support::images_of(item));
  const auto feed = hall.feed();
  REQUIRE(feed.size() == 5);
  const char* kinds[] = {"booth", "item", "image", "video", "image"};
  for (std::size_t i = 0; i < feed.size(); ++i) {
    CHECK(feed[i].kind == kinds[i]);
    CHECK(feed[i].owner == hall.owner.value);
    CHECK(feed[i].client_id.size() == 36);
    CHECK(feed[i].version == 1);
  }
  CHECK(support::number(hall.engine, "SELECT count(*) FROM changes WHERE owner_id IS NULL") == 249);
}

TEST_CASE("changes: an item's change raises its version, a move of the primary flag both images'") {
  Hall hall;
  const auto booth = support::add_booth(hall.engine, hall.owner);
  const auto item = support::add_item(hall.engine, booth);
  const auto shelf = support::images_of(item);
  const auto first = support::add_media(hall.engine, shelf);
  const auto second = support::add_media(hall.engine, shelf);
  const auto third = support::add_media(hall.engine, shelf);
  const std::int64_t before = hall.last();
  support::write(hall.engine, [&](WriteBatch& w) {
    store::update_item(w, booth, item, {}, noon + 1);
    store::set_primary(w, shelf, second);
  });
  const auto feed = hall.feed(before);
  REQUIRE(feed.size() == 3);
  CHECK(feed[0].id == item.value);
  CHECK(feed[0].version == 2);
  CHECK(feed[1].id == first.value);
  CHECK(feed[1].version == 2);
  CHECK(feed[2].id == second.value);
  const std::int64_t after = hall.last();
  support::write(hall.engine, [&](WriteBatch& w) { store::set_primary(w, shelf, second); });
  CHECK(hall.last() == after);  // it has it already

  support::write(hall.engine, [&](WriteBatch& w) { store::delete_media(w, shelf, second); });
  const auto promoted = hall.feed(after);
  REQUIRE(promoted.size() == 2);
  check_once_each(hall.feed());
  for (const Change& change : promoted) {
    CHECK((change.id == second.value ? change.op == "delete" : change.id == first.value));
    CHECK(change.version == 3);
  }
  CHECK(support::number(hall.engine, "SELECT version FROM media WHERE id = ?", third.value) == 1);
}

TEST_CASE("changes: deleting a booth leaves one tombstone for each row that went") {
  Hall hall;
  const auto booth = support::add_booth(hall.engine, hall.owner);
  const auto item = support::add_item(hall.engine, booth);
  for (int i = 0; i < 3; ++i) {
    support::add_media(hall.engine, support::images_of(booth));
    support::add_media(hall.engine, support::images_of(item));
  }
  hall.rename(booth, "New name");
  support::write(hall.engine, [&](WriteBatch& w) { store::delete_booth(w, booth); });
  const auto feed = hall.feed();
  CHECK(feed.size() == 8);
  check_once_each(feed);
  for (const Change& change : feed) {
    CHECK(change.op == "delete");
    CHECK(change.owner == hall.owner.value);
    CHECK(change.client_id.size() == 36);
    CHECK(change.version == (change.kind == "booth" ? 3 : 2));  // nothing was made primary on the way out
  }
}

TEST_CASE("changes: a refused write leaves no trace in the feed") {
  Hall hall;
  const auto booth = support::add_booth(hall.engine, hall.owner);
  const std::int64_t before = hall.last();
  support::write(hall.engine, [&](WriteBatch& w) {
    store::update_booth(w, booth, {}, noon);
    store::delete_item(w, booth, {999});
  });
  CHECK(hall.last() == before);
  CHECK(hall.version_of(booth) == 1);
}

TEST_CASE("changes: a seq is never used again, even when its entry was replaced") {
  Hall hall;
  const auto booth = support::add_booth(hall.engine, hall.owner);
  std::int64_t latest = hall.last();
  for (int i = 0; i < 5; ++i) {
    hall.rename(booth, std::to_string(i));
    CHECK(hall.last() > latest);
    latest = hall.last();
  }
}

TEST_CASE("changes: the latest one is told by owner, and everyone's apart") {
  Hall hall;
  const auto latest = [&](std::optional<store::UserId> owner) {
    return store::latest_change(hall.engine, owner).seq;
  };
  const store::UserId other = support::add_user(hall.engine, "b@example.com");
  CHECK(latest(hall.owner) == 0);
  const std::int64_t countries = latest({});
  CHECK(countries == 249);

  const auto booth = support::add_booth(hall.engine, hall.owner);
  const std::int64_t first = latest(hall.owner);
  CHECK(first == hall.last());
  support::add_booth(hall.engine, other);
  CHECK(latest(hall.owner) == first);
  CHECK(latest(other) > first);
  support::write(hall.engine, [&](WriteBatch& w) { store::delete_booth(w, booth); });
  CHECK(latest(hall.owner) > latest(other));

  support::write(hall.engine, [](WriteBatch& w) {
    store::replace_countries(w, {{{1}, "Afghanistan", "AF"}});
  });
  CHECK(latest({}) == hall.last());
}

TEST_CASE("changes: the epoch stays with a database, another one has another") {
  Hall hall, other;
  const auto epoch_of = [](store::Database& engine) { return store::latest_change(engine, {}).epoch; };
  const std::string epoch = epoch_of(hall.engine);
  CHECK(epoch.size() == 8);
  CHECK(epoch.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(epoch_of(other.engine) != epoch);
  store::SqliteEngine again(hall.path);
  CHECK(epoch_of(again) == epoch);
}
