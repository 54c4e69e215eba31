// SPDX-License-Identifier: MIT
#include "store/booth_list.h"

#include <map>
#include <set>

#include "store/sync/changes.h"
#include "support/store_fixture.h"

using store::BoothFilter;
using store::Rejection;
using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

// Row and version of every change one owner is told, by "kind id".
std::map<std::string, std::string> feed_of(store::Database& engine, store::UserId owner, std::int64_t since) {
  std::map<std::string, std::string> feed;
  store::query_rows(
      engine,
      [&](const store::Row& row) {
        const std::string key = std::string(row.text(0)) + " " + std::to_string(row.integer(1));
        CHECK_FALSE(feed.contains(key));
        feed[key] = std::string(row.text(2)) + " " + std::to_string(row.integer(3));
      },
      "SELECT kind, id, op, version FROM changes WHERE owner_id = ? AND seq > ?", owner, since);
  return feed;
}

struct Move : TempStore {
  const store::UserId from = support::add_user(engine, "from@example.com");
  const store::UserId to = support::add_user(engine, "to@example.com", 0);
  const store::BoothId booth = support::add_booth(engine, from), other = support::add_booth(engine, from);
  const store::ItemId item = support::add_item(engine, booth), other_item = support::add_item(engine, other);
  const store::MediaId image = support::add_media(engine, support::images_of(booth)),
                       video = support::add_media(engine, support::videos_of(booth)),
                       picture = support::add_media(engine, support::images_of(item)),
                       other_image = support::add_media(engine, support::images_of(other));

  store::WriteResult move(store::UserId owner) {
    return support::write(engine, [&](WriteBatch& w) { store::move_booth(w, booth, owner); });
  }
  std::int64_t last() { return support::number(engine, "SELECT max(seq) FROM changes"); }
  std::map<std::string, std::string> all(const std::string& change) const {
    return {{"booth " + std::to_string(booth.value), change},
            {"item " + std::to_string(item.value), change},
            {"image " + std::to_string(image.value), change},
            {"video " + std::to_string(video.value), change},
            {"image " + std::to_string(picture.value), change}};
  }
  std::set<std::int64_t> versions() {
    std::set<std::int64_t> found;
    store::query_rows(
        engine, [&](const store::Row& row) { found.insert(row.integer(0)); },
        "SELECT version FROM booths WHERE id = ?1 UNION ALL SELECT version FROM items WHERE booth_id = ?1 "
        "UNION ALL SELECT version FROM media WHERE booth_id = ?1",
        booth);
    return found;
  }
};

std::vector<std::string> names(const std::vector<store::BoothSummary>& booths) {
  std::vector<std::string> found;
  for (const auto& booth : booths) found.push_back(booth.name);
  return found;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("moved: the earlier owner's rows are revoked, the new one's put, each a version on") {
  Move hall;
  const std::int64_t before = hall.last();
  const auto written = hall.move(hall.to);
  REQUIRE_FALSE(written.refused);
  CHECK(store::read_returned_booth_summary(written.rows.at(0)).owner.email == "to@example.com");
  CHECK(feed_of(hall.engine, hall.from, before) == hall.all("revoke 2"));
  CHECK(feed_of(hall.engine, hall.to, before) == hall.all("put 2"));
  CHECK(hall.versions() == std::set<std::int64_t>{2});
  // The other booth's stay.
  CHECK(support::number(hall.engine, "SELECT count(*) FROM booths WHERE owner_id = ?", hall.from) == 1);
  CHECK(support::number(hall.engine, "SELECT count(*) FROM items WHERE owner_id = ?", hall.from) == 1);
  CHECK(support::number(hall.engine, "SELECT count(*) FROM media WHERE owner_id = ?", hall.from) == 1);
  CHECK(store::latest_change(hall.engine, hall.from).seq > before);
  CHECK(store::latest_change(hall.engine, hall.to).seq > before);
}

TEST_CASE("moved: back again, and deleted after that, each is told the latest alone") {
  Move hall;
  hall.move(hall.to);
  const std::int64_t between = hall.last();
  hall.move(hall.from);
  CHECK(feed_of(hall.engine, hall.from, between) == hall.all("put 3"));
  CHECK(feed_of(hall.engine, hall.to, 0) == hall.all("revoke 3"));
  const std::int64_t before = hall.last();
  support::write(hall.engine, [&](WriteBatch& w) { store::delete_booth(w, hall.booth); });
  CHECK(feed_of(hall.engine, hall.from, before) == hall.all("delete 4"));
  CHECK(feed_of(hall.engine, hall.to, before).empty());
}

TEST_CASE("moved: a statement that changes the row as well raises its version once") {
  Move hall;
  support::write(hall.engine, [&](WriteBatch& w) {
    w.run("UPDATE booths SET owner_id = ?, name = 'New', updated_at = 7 WHERE id = ?", hall.to, hall.booth);
  });
  CHECK(support::number(hall.engine, "SELECT version FROM booths WHERE id = ?", hall.booth) == 2);
  CHECK(feed_of(hall.engine, hall.to, 0) == hall.all("put 2"));
}

TEST_CASE("moved: to whom it belongs already nothing happens") {
  Move hall;
  const std::int64_t before = hall.last();
  CHECK_FALSE(hall.move(hall.from).refused);
  CHECK(hall.last() == before);
  CHECK(hall.versions() == std::set<std::int64_t>{1});
}

TEST_CASE(
    "moved: not to nobody, not to the disabled, not over a row of the same client id; then nothing is") {
  Move hall;
  CHECK(hall.move({999}).refused == Rejection::invalid_reference);
  support::write(hall.engine, [&](WriteBatch& w) { store::set_active(w, hall.to, false); });
  CHECK(hall.move(hall.to).refused == Rejection::invalid_reference);
  support::write(hall.engine, [&](WriteBatch& w) { store::set_active(w, hall.to, true); });
  const auto gone = support::write(hall.engine, [&](WriteBatch& w) { store::move_booth(w, {999}, hall.to); });
  CHECK(gone.refused == Rejection::not_found);

  // The new owner has an item under the name this one's phone gave to its own.
  const store::UserId twin = support::add_user(hall.engine, "twin@example.com");
  const auto own = support::add_booth(hall.engine, twin);
  support::write(hall.engine, [&](WriteBatch& w) {
    w.run(
        "INSERT INTO items (owner_id, client_id, booth_id, name, description, created_at, updated_at) "
        "SELECT ?, client_id, ?, '', '', 0, 0 FROM items WHERE id = ?",
        twin, own, hall.item);
  });
  const std::int64_t before = hall.last();
  CHECK(hall.move(twin).refused == Rejection::already_exists);
  CHECK(hall.last() == before);
  CHECK(hall.versions() == std::set<std::int64_t>{1});
  CHECK(store::owner_of(hall.engine, hall.booth) == hall.from);
}

TEST_CASE("booth list: found by what is in its texts or its owner's, wildcards are only characters") {
  TempStore temp;
  store::User ann;
  ann.email = "ann@example.com";
  ann.name = "Ann_Tailor";
  ann.booth_limit = 9;
  const store::UserId owner{
      support::id_of(support::write(temp.engine, [&](WriteBatch& w) { store::add_user(w, ann, noon); }))};
  const store::UserId bob = support::add_user(temp.engine, "bob@example.com");
  auto fields = support::booth_fields("beta 100%");
  fields.description = "Lamps of brass";
  fields.category = "Lamps";
  fields.country = store::CountryId{2};
  const store::BoothId beta{support::id_of(
      support::write(temp.engine, [&](WriteBatch& w) { store::add_booth(w, owner, fields, "c", noon); }))};
  support::add_booth(temp.engine, bob, "Alpha");
  support::add_booth(temp.engine, bob, "alpha");
  support::add_media(temp.engine, support::images_of(beta));

  const auto found = [&](const BoothFilter& search) {
    const auto booths = store::search_booths(temp.engine, search);
    CHECK(store::count_booths(temp.engine, search) == static_cast<std::int64_t>(booths.size()));
    return names(booths);
  };
  CHECK(found({}) == Names{"Alpha", "alpha", "beta 100%"});
  CHECK(found({.text = "ALPHA"}) == Names{"Alpha", "alpha"});
  CHECK(found({.text = "BRASS"}) == Names{"beta 100%"});
  CHECK(found({.text = "n_t"}) == Names{"beta 100%"});
  CHECK(found({.text = "bob@"}) == Names{"Alpha", "alpha"});
  CHECK(found({.text = "0%"}) == Names{"beta 100%"});
  CHECK(found({.text = "b%s"}).empty());
  CHECK(found({.text = "a_p"}).empty());
  CHECK(found({.text = "\\"}).empty());
  CHECK(found({.country = store::CountryId{2}}) == Names{"beta 100%"});
  CHECK(found({.category = "Lamps"}) == Names{"beta 100%"});
  CHECK(found({.owner = bob}) == Names{"Alpha", "alpha"});
  CHECK(found({.without_images = true}) == Names{"Alpha", "alpha"});
  CHECK(found({.text = "alpha", .owner = owner}).empty());
  CHECK(names(store::search_booths(temp.engine, {}, {.offset = 1, .limit = 1})) == Names{"alpha"});
  CHECK(store::booth_categories(temp.engine) == Names{"Lamps"});
}

TEST_CASE("booth list: counts, first image, owner and country come with each") {
  Move hall;
  support::add_media(hall.engine, support::images_of(hall.booth));
  const auto booth = store::booth_summary(hall.engine, hall.booth);
  REQUIRE(booth);
  CHECK(booth->items == 1);
  CHECK(booth->images == 2);
  CHECK(booth->videos == 1);
  const auto first = support::media_by_id(hall.engine, support::images_of(hall.booth), hall.image);
  CHECK(booth->primary_image == first->file);
  CHECK(booth->country.name == "Afghanistan");
  CHECK(booth->owner.id == hall.from);
  CHECK(booth->created_at == noon);
  CHECK_FALSE(store::booth_summary(hall.engine, {999}));
}

TEST_CASE("media by size: the largest first, with the booth they are of") {
  Move hall;
  support::write(hall.engine, [&](WriteBatch& w) {
    w.run("UPDATE media SET size = 1000 WHERE id = ?", hall.picture);
    w.run("UPDATE media SET size = 2000 WHERE id = ?", hall.video);
  });
  const auto media = store::media_by_size(hall.engine, {.offset = 0, .limit = 3});
  REQUIRE(media.size() == 3);
  CHECK(media[0].id == hall.video);
  CHECK(media[1].id == hall.picture);
  CHECK(media[1].item == hall.item);
  CHECK(media[1].booth == hall.booth);
  CHECK(media[1].owner.email == "from@example.com");
  CHECK(media[2].id == hall.image);
  CHECK_FALSE(media[2].item);
  CHECK(store::count_media(hall.engine) == 4);
}
