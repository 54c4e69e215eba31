// SPDX-License-Identifier: MIT
#include "store/media.h"

#include <atomic>
#include <thread>

#include "support/store_fixture.h"

using store::Media;
using store::MediaCollection;
using store::MediaId;
using store::MediaParent;
using store::Rejection;
using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

struct Hall : TempStore {
  store::UserId owner = support::add_user(engine, "a@example.com");
  store::BoothId booth = support::add_booth(engine, owner);
  store::ItemId item = support::add_item(engine, booth);
};

std::vector<Media> on(store::Database& engine, MediaParent shelf) {
  const auto all = shelf.collection == MediaCollection::item_images
                       ? store::media_of_item(engine, {shelf.parent})
                       : store::media_of_booth(engine, {shelf.parent});
  std::vector<Media> found;
  for (const Media& media : all) {
    if (media.collection == shelf.collection) found.push_back(media);
  }
  return found;
}

// The only primary one, or id 0 when there is not exactly one.
MediaId primary_on(store::Database& engine, MediaParent shelf) {
  MediaId found;
  int count = 0;
  for (const Media& media : on(engine, shelf)) {
    if (!media.primary) continue;
    found = media.id;
    ++count;
  }
  return count == 1 ? found : MediaId{};
}

store::WriteResult remove(store::Database& engine, MediaParent shelf, MediaId id) {
  return support::write(engine, [&](WriteBatch& w) { store::delete_media(w, shelf, id); });
}

store::WriteResult make_primary(store::Database& engine, MediaParent shelf, MediaId id) {
  return support::write(engine, [&](WriteBatch& w) { store::set_primary(w, shelf, id); });
}

}  // namespace

TEST_CASE("media: the first of each collection is primary, later ones are not") {
  Hall hall;
  for (const MediaParent shelf :
       {support::images_of(hall.booth), support::videos_of(hall.booth), support::images_of(hall.item)}) {
    for (const bool first : {true, false, false}) {
      const auto done = support::write(hall.engine, [&](WriteBatch& w) {
        store::add_media(w, shelf, support::new_media(MediaCollection::booth_images), noon);
      });
      REQUIRE_FALSE(done.refused);
      CHECK(done.rows.at(0).at(0).integer(1) == first);
      const auto media = support::media_by_id(hall.engine, shelf, {support::id_of(done)});
      REQUIRE(media);
      CHECK(media->collection == shelf.collection);
      CHECK(media->parent == shelf.parent);
      CHECK(media->primary == first);
    }
  }
}

TEST_CASE("media: of several in one write the first is primary") {
  Hall hall;
  const MediaParent shelf = support::images_of(hall.booth);
  const auto done = support::write(hall.engine, [&](WriteBatch& w) {
    for (int i = 0; i < 3; ++i) store::add_media(w, shelf, support::new_media(shelf.collection), noon);
  });
  REQUIRE(done.rows.size() == 3);
  CHECK(done.rows[0].at(0).integer(1) == 1);
  CHECK(done.rows[1].at(0).integer(1) == 0);
  CHECK(done.rows[2].at(0).integer(1) == 0);
}

TEST_CASE("media: none without a parent, none for a file that has a row") {
  Hall hall;
  for (const MediaParent shelf :
       {support::images_of(store::BoothId{999}), support::images_of(store::ItemId{999})}) {
    const auto done = support::write(hall.engine, [&](WriteBatch& w) {
      store::add_media(w, shelf, support::new_media(shelf.collection), noon);
    });
    CHECK(done.refused == Rejection::not_found);
  }
  const auto media = support::new_media(MediaCollection::booth_images);
  const auto add = [&](WriteBatch& w) { store::add_media(w, support::images_of(hall.booth), media, noon); };
  CHECK_FALSE(support::write(hall.engine, add).refused);
  CHECK(support::write(hall.engine, add).refused == Rejection::already_exists);
}

TEST_CASE("media: those of a new parent go to the one this write makes, whoever else uses its client id") {
  Hall hall;
  const auto bob = support::add_user(hall.engine, "b@example.com");
  const auto make = [&](store::UserId owner) {
    return support::write(hall.engine, [&](WriteBatch& w) {
      store::add_booth(w, owner, support::booth_fields("New"), "same", noon);
      store::add_media_of_new(w, "same", support::new_media(MediaCollection::booth_images), noon);
      store::add_media_of_new(w, "same", support::new_media(MediaCollection::booth_videos), noon);
    });
  };
  for (const auto owner : {hall.owner, bob}) {
    const auto done = make(owner);
    REQUIRE_FALSE(done.refused);
    REQUIRE(done.rows.size() == 3);
    const store::BoothId booth{done.rows[0].at(0).integer(0)};
    CHECK(store::owner_of(hall.engine, booth) == owner);
    CHECK(store::media_of_booth(hall.engine, booth).size() == 2);
  }
  const auto item = support::write(hall.engine, [&](WriteBatch& w) {
    store::add_item(w, hall.booth, {}, "item", noon);
    store::add_media_of_new(w, "item", support::new_media(MediaCollection::item_images), noon);
  });
  CHECK(store::media_of_item(hall.engine, {item.rows.at(0).at(0).integer(0)}).size() == 1);
}

TEST_CASE("media: a new booth over the limit leaves none of its media") {
  Hall hall;
  const auto carol = support::add_user(hall.engine, "c@example.com", 0);
  const auto done = support::write(hall.engine, [&](WriteBatch& w) {
    store::add_booth(w, carol, support::booth_fields("New"), "same", noon);
    store::add_media_of_new(w, "same", support::new_media(MediaCollection::booth_images), noon);
  });
  CHECK(done.refused == Rejection::quota_exceeded);
  CHECK(done.rows.empty());
  store::each_media_file(hall.engine, [](std::string_view) { FAIL("a row was left"); });
}

TEST_CASE("media: the primary flag moves, and exactly one has it") {
  Hall hall;
  for (const MediaParent shelf :
       {support::images_of(hall.booth), support::videos_of(hall.booth), support::images_of(hall.item)}) {
    support::add_media(hall.engine, shelf);
    const MediaId second = support::add_media(hall.engine, shelf);
    const MediaId third = support::add_media(hall.engine, shelf);
    for (const MediaId id : {second, third, third}) {
      CHECK_FALSE(make_primary(hall.engine, shelf, id).refused);
      CHECK(primary_on(hall.engine, shelf) == id);
    }
  }
}

TEST_CASE("media: the primary flag does not go to a stranger, nor is it lost in trying") {
  Hall hall;
  const MediaParent shelf = support::images_of(hall.booth);
  const MediaId own = support::add_media(hall.engine, shelf);
  const MediaId video = support::add_media(hall.engine, support::videos_of(hall.booth));
  const MediaId others =
      support::add_media(hall.engine, support::images_of(support::add_booth(hall.engine, hall.owner)));
  for (const MediaId id : {video, others, MediaId{999}}) {
    CHECK(make_primary(hall.engine, shelf, id).refused == Rejection::not_found);
    CHECK(primary_on(hall.engine, shelf) == own);
  }
}

TEST_CASE("media: the oldest that remains follows a deleted primary one") {
  Hall hall;
  for (const MediaParent shelf :
       {support::images_of(hall.booth), support::videos_of(hall.booth), support::images_of(hall.item)}) {
    const MediaId first = support::add_media(hall.engine, shelf);
    const MediaId second = support::add_media(hall.engine, shelf);
    const MediaId third = support::add_media(hall.engine, shelf);
    make_primary(hall.engine, shelf, third);
    CHECK_FALSE(remove(hall.engine, shelf, third).refused);
    CHECK(primary_on(hall.engine, shelf) == first);
    remove(hall.engine, shelf, first);
    CHECK(primary_on(hall.engine, shelf) == second);
    remove(hall.engine, shelf, second);
    CHECK(on(hall.engine, shelf).empty());
    const MediaId next = support::add_media(hall.engine, shelf);
    CHECK(primary_on(hall.engine, shelf) == next);
    CHECK(next.value > third.value);
  }
}

TEST_CASE("media: deleting another leaves the primary one primary, and other shelves alone") {
  Hall hall;
  const MediaParent shelf = support::images_of(hall.booth);
  const MediaParent other = support::images_of(support::add_booth(hall.engine, hall.owner));
  const MediaId first = support::add_media(hall.engine, shelf);
  const MediaId second = support::add_media(hall.engine, shelf);
  const MediaId elsewhere = support::add_media(hall.engine, other);
  CHECK(remove(hall.engine, other, second).refused == Rejection::not_found);
  CHECK(remove(hall.engine, support::videos_of(hall.booth), second).refused == Rejection::not_found);
  const std::string file = support::media_by_id(hall.engine, shelf, second)->file;
  const auto done = remove(hall.engine, shelf, second);
  REQUIRE(done.rows.size() == 1);
  CHECK(done.rows[0].at(0).text(0) == file);
  CHECK(primary_on(hall.engine, shelf) == first);
  CHECK(primary_on(hall.engine, other) == elsewhere);
}

TEST_CASE("media: uploads at once to an empty collection give exactly one primary") {
  Hall hall;
  const MediaParent shelf = support::images_of(hall.booth);
  std::atomic<int> primaries = 0;
  std::vector<std::thread> phones;
  for (int i = 0; i < 8; ++i) {
    phones.emplace_back([&] {
      const auto done = support::write(hall.engine, [&](WriteBatch& w) {
        store::add_media(w, shelf, support::new_media(shelf.collection), noon);
      });
      if (done.rows.at(0).at(0).integer(1) == 1) ++primaries;
    });
  }
  for (auto& phone : phones) phone.join();
  CHECK(primaries == 1);
  CHECK(on(hall.engine, shelf).size() == 8);
  CHECK(primary_on(hall.engine, shelf).value != 0);
}

TEST_CASE("media: moving and deleting the primary one at once leaves exactly one") {
  Hall hall;
  const MediaParent shelf = support::images_of(hall.item);
  std::vector<MediaId> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(support::add_media(hall.engine, shelf));
  std::vector<std::thread> phones;
  for (std::size_t i = 0; i < 11; ++i) {
    phones.emplace_back([&, i] {
      make_primary(hall.engine, shelf, ids[i]);
      remove(hall.engine, shelf, ids[i]);
    });
  }
  for (auto& phone : phones) phone.join();
  CHECK(primary_on(hall.engine, shelf) == ids.back());
}

TEST_CASE("media: lists of many parents come by parent, collection and id, and only of what was asked") {
  Hall hall;
  const auto second = support::add_booth(hall.engine, hall.owner);
  const auto bobs = support::add_booth(hall.engine, support::add_user(hall.engine, "b@example.com"));
  const auto last = support::add_booth(hall.engine, hall.owner);
  const auto b2 = support::add_media(hall.engine, support::images_of(second));
  const auto b1 = support::add_media(hall.engine, support::videos_of(hall.booth));
  const auto b1_later = support::add_media(hall.engine, support::images_of(hall.booth));
  support::add_media(hall.engine, support::images_of(bobs));
  support::add_media(hall.engine, support::images_of(last));
  support::add_media(hall.engine, support::images_of(hall.item));
  const auto of_booths = store::media_of_owner_booths(hall.engine, hall.owner, hall.booth, second);
  REQUIRE(of_booths.size() == 3);
  CHECK(of_booths[0].id == b1_later);  // images before videos
  CHECK(of_booths[1].id == b1);
  CHECK(of_booths[2].id == b2);
  CHECK(of_booths[2].parent == second.value);
  CHECK(store::media_of_owner_booths(hall.engine, hall.owner, hall.booth, last).size() == 4);

  const auto item2 = support::add_item(hall.engine, hall.booth);
  const auto i2 = support::add_media(hall.engine, support::images_of(item2));
  const auto i1 = support::add_media(hall.engine, support::images_of(hall.item));
  const auto of_items = store::media_of_items_in(hall.engine, hall.booth, hall.item, item2);
  REQUIRE(of_items.size() == 3);
  CHECK(of_items[1].id == i1);
  CHECK(of_items[2].id == i2);
  CHECK(of_items[2].parent == item2.value);
  CHECK(store::media_of_items_in(hall.engine, hall.booth, item2, item2).size() == 1);
  CHECK(store::media_of_items_in(hall.engine, second, hall.item, item2).empty());
}

TEST_CASE("media: a file is served for the parent its row names, not for another") {
  Hall hall;
  const MediaParent shelf = support::images_of(hall.item);
  const auto id = support::add_media(hall.engine, shelf);
  const std::string file = support::media_by_id(hall.engine, shelf, id)->file;
  const auto found = store::media_file_info(hall.engine, true, hall.item.value, file);
  REQUIRE(found);
  CHECK(found->content_type == "image/png");
  CHECK(found->size == 73);
  CHECK(found->created_at == noon);
  CHECK_FALSE(
      store::media_file_info(hall.engine, false, hall.item.value, file));  // a booth of the same number
  CHECK_FALSE(store::media_file_info(hall.engine, true, hall.item.value + 1, file));
  CHECK_FALSE(store::media_file_info(hall.engine, true, hall.item.value, file + "x"));
}

TEST_CASE("media: a file is known by the hash it has and by the one it came with, each through its index") {
  Hall hall;
  store::NewMedia media = support::new_media(MediaCollection::booth_images);
  media.sha256 = "kept";
  media.sent_sha256 = "sent";
  support::write(hall.engine,
                 [&](WriteBatch& w) { store::add_media(w, support::images_of(hall.booth), media, noon); });
  support::add_media(hall.engine, support::images_of(hall.item));
  const std::string other(64, 'a');
  using Hashes = std::vector<std::string>;
  CHECK(store::hashes_of(hall.engine, hall.owner, {"kept", "none"}) == Hashes{"kept"});
  CHECK(store::hashes_of(hall.engine, hall.owner, {"sent", other}) == Hashes{other, "sent"});
  CHECK(store::hashes_of(hall.engine, hall.owner, {}).empty());
  CHECK(store::hashes_of(hall.engine, {hall.owner.value + 1}, {"kept", "sent"}).empty());
  CHECK(support::number(hall.engine, "SELECT count(*) FROM media WHERE sent_sha256 IS NULL") == 1);

  for (const auto& [column, index] : {std::pair{"sha256", "media_sha256"}, {"sent_sha256", "media_sent"}}) {
    const auto plan = store::query_all(
        hall.engine, [](const store::Row& row) { return std::string(row.text(3)); },
        std::string("EXPLAIN QUERY PLAN SELECT ") + column + " FROM media WHERE owner_id = ? AND " + column +
            " IN (SELECT value FROM json_each(?))",
        hall.owner, "[]");
    REQUIRE_FALSE(plan.empty());
    CAPTURE(plan.front());
    CHECK(plan.front().find(std::string(index) + " (owner_id=? AND " + column + "=?)") != std::string::npos);
  }
}
