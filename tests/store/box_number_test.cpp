// SPDX-License-Identifier: MIT
#include "store/box_number.h"

#include "support/store_fixture.h"

namespace {

using Tables = std::vector<std::string>;

struct Numbered : support::TempStore {
  // The ids of a user, a booth, an item and an image made now.
  std::vector<std::int64_t> next() {
    const store::UserId user = support::add_user(engine, std::to_string(++made) + "@example.com");
    const store::BoothId booth = support::add_booth(engine, user);
    const store::ItemId item = support::add_item(engine, booth);
    return {user.value, booth.value, item.value, support::add_media(engine, support::images_of(booth)).value};
  }
  int made = 0;
};

std::vector<std::int64_t> each(std::int64_t id) { return {id, id, id, id}; }

}  // namespace

TEST_CASE("box number: ids begin at its own, and go on after each start") {
  Numbered box;
  CHECK(store::set_id_range(box.engine, 7).empty());
  CHECK(box.next() == each(70'000'001));
  CHECK(store::set_id_range(box.engine, 7).empty());
  CHECK(box.next() == each(70'000'002));
}

TEST_CASE("box number: without one they begin at 1, and nothing is written") {
  Numbered box;
  CHECK(store::set_id_range(box.engine, 0).empty());
  CHECK(support::number(box.engine, "SELECT count(*) FROM sqlite_sequence WHERE name = 'booths'") == 0);
  CHECK(box.next() == each(1));
}

TEST_CASE("box number: rows that are there keep their ids") {
  Numbered box;
  CHECK(box.next() == each(1));
  CHECK(store::set_id_range(box.engine, 200).empty());
  CHECK(box.next() == each(2'000'000'001));
  CHECK(support::number(box.engine, "SELECT min(id) FROM booths") == 1);
}

TEST_CASE("box number: ids of another box, as in its backup, are told and gone on with") {
  Numbered box;
  store::set_id_range(box.engine, 8);
  box.next();
  CHECK(store::set_id_range(box.engine, 7) == Tables{"users", "booths", "items", "media"});
  CHECK(box.next() == each(80'000'002));
  CHECK(store::set_id_range(box.engine, 0).size() == 4);
  CHECK(store::set_id_range(box.engine, 8).empty());
}

TEST_CASE("box number: accounts that are numbered beforehand go on from there, too") {
  Numbered box;
  CHECK(store::latest_user_id(box.engine) == 0);
  store::set_id_range(box.engine, 7);
  CHECK(store::latest_user_id(box.engine) == 70'000'000);
  box.next();
  CHECK(store::latest_user_id(box.engine) == 70'000'001);
}
