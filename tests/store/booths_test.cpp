// SPDX-License-Identifier: MIT
#include "store/booths.h"

#include <atomic>
#include <set>
#include <thread>

#include "support/store_fixture.h"

using store::BoothFields;
using store::Rejection;
using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

store::WriteResult add(store::Database& engine, store::UserId owner, const BoothFields& fields,
                       const std::string& client_id) {
  return support::write(engine, [&](WriteBatch& w) { store::add_booth(w, owner, fields, client_id, noon); });
}

store::WriteResult update(store::Database& engine, store::BoothId id, const BoothFields& fields) {
  return support::write(engine, [&](WriteBatch& w) { store::update_booth(w, id, fields, noon + 60); });
}

}  // namespace

TEST_CASE("booths: what was added is there, absent texts are empty") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  const store::BoothId id{support::id_of(add(temp.engine, owner, support::booth_fields("Lamps"), "c1"))};
  const auto booth = store::booth_by_id(temp.engine, id);
  REQUIRE(booth);
  CHECK(booth->id == id);
  CHECK(booth->owner == owner);
  CHECK(booth->name == "Lamps");
  CHECK(booth->description.empty());
  CHECK(booth->category.empty());
  CHECK(booth->country.value == 1);
  CHECK(booth->created_at == noon);
  CHECK(booth->updated_at == noon);
  CHECK(store::owner_of(temp.engine, id) == owner);
  CHECK_FALSE(store::booth_by_id(temp.engine, {999}));
  CHECK_FALSE(store::owner_of(temp.engine, {999}));
}

TEST_CASE("booths: an unknown or absent country is a broken reference") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  BoothFields fields = support::booth_fields("Lamps");
  fields.country = store::CountryId{250};
  CHECK(add(temp.engine, owner, fields, "c1").refused == Rejection::invalid_reference);
  fields.country.reset();
  CHECK(add(temp.engine, owner, fields, "c1").refused == Rejection::invalid_reference);
  CHECK(store::count_booths(temp.engine, owner) == 0);
}

TEST_CASE("booths: a client id is unique for each owner") {
  TempStore temp;
  const auto alice = support::add_user(temp.engine, "a@example.com");
  const auto bob = support::add_user(temp.engine, "b@example.com");
  CHECK_FALSE(add(temp.engine, alice, support::booth_fields("1"), "same").refused);
  CHECK(add(temp.engine, alice, support::booth_fields("2"), "same").refused == Rejection::already_exists);
  CHECK_FALSE(add(temp.engine, bob, support::booth_fields("3"), "same").refused);
}

TEST_CASE("booths: the owner's limit holds, and deleting makes room") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com", 2);
  const auto first = support::add_booth(temp.engine, owner);
  support::add_booth(temp.engine, owner);
  CHECK(add(temp.engine, owner, support::booth_fields("3"), "c3").refused == Rejection::quota_exceeded);
  support::write(temp.engine, [&](WriteBatch& w) { store::delete_booth(w, first); });
  CHECK_FALSE(add(temp.engine, owner, support::booth_fields("3"), "c3").refused);

  const auto none = support::add_user(temp.engine, "b@example.com", 0);
  CHECK(add(temp.engine, none, support::booth_fields("1"), "c1").refused == Rejection::quota_exceeded);
  CHECK(add(temp.engine, {999}, support::booth_fields("1"), "c1").refused == Rejection::quota_exceeded);
}

TEST_CASE("booths: fifty at once fill the limit exactly") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com", 7);
  std::atomic<int> added = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> phones;
  for (int i = 0; i < 50; ++i) {
    phones.emplace_back([&] {
      const auto done = add(temp.engine, owner, support::booth_fields("B"), base::new_uuid());
      if (!done.refused) ++added;
      if (done.refused == Rejection::quota_exceeded) ++refused;
    });
  }
  for (auto& phone : phones) phone.join();
  CHECK(added == 7);
  CHECK(refused == 43);
  CHECK(store::count_booths(temp.engine, owner) == 7);
}

TEST_CASE("booths: an update changes what it says and nothing else") {
  TempStore temp;
  const auto id = support::add_booth(temp.engine, support::add_user(temp.engine, "a@example.com"), "Old");
  BoothFields fields;
  fields.description = "New words";
  CHECK_FALSE(update(temp.engine, id, fields).refused);
  auto booth = store::booth_by_id(temp.engine, id);
  CHECK(booth->name == "Old");
  CHECK(booth->description == "New words");
  CHECK(booth->country.value == 1);
  CHECK(booth->created_at == noon);
  CHECK(booth->updated_at == noon + 60);

  fields.description = "";
  fields.country = store::CountryId{3};
  update(temp.engine, id, fields);
  booth = store::booth_by_id(temp.engine, id);
  CHECK(booth->description.empty());
  CHECK(booth->country.value == 3);

  fields.country = store::CountryId{999};
  fields.name = "Never";
  CHECK(update(temp.engine, id, fields).refused == Rejection::invalid_reference);
  CHECK(store::booth_by_id(temp.engine, id)->name == "Old");
  CHECK(update(temp.engine, {999}, {}).refused == Rejection::not_found);
}

TEST_CASE("booths: a list is the owner's own, by id, in windows") {
  TempStore temp;
  const auto alice = support::add_user(temp.engine, "a@example.com");
  const auto bob = support::add_user(temp.engine, "b@example.com");
  std::vector<store::BoothId> ids;
  for (int i = 0; i < 4; ++i) {
    ids.push_back(support::add_booth(temp.engine, alice));
    support::add_booth(temp.engine, bob);
  }
  store::BatchCursor whole;
  const auto all = store::booths_of_owner(temp.engine, alice, whole);
  REQUIRE(all.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(all[i].id == ids[i]);
  CHECK_FALSE(whole.more);
  store::BatchCursor two{.window = {.offset = 1, .limit = 2}};
  const auto middle = store::booths_of_owner(temp.engine, alice, two);
  CHECK_FALSE(two.more);
  REQUIRE(middle.size() == 2);
  CHECK(middle[0].id == ids[1]);
  CHECK(middle[1].id == ids[2]);
  CHECK(store::count_booths(temp.engine, alice) == 4);
}

TEST_CASE("booths: deleting one takes its items and media along and names every file") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  const auto gone = support::add_booth(temp.engine, owner);
  const auto stays = support::add_booth(temp.engine, owner);
  const auto item = support::add_item(temp.engine, gone);
  for (int i = 0; i < 3; ++i) support::add_media(temp.engine, support::images_of(gone));
  support::add_media(temp.engine, support::videos_of(gone));
  support::add_media(temp.engine, support::images_of(item));
  const auto kept = support::add_media(temp.engine, support::images_of(stays));
  std::set<std::string> files;
  store::each_media_file(temp.engine, [&](std::string_view file) { files.emplace(file); });

  const auto done = support::write(temp.engine, [&](WriteBatch& w) { store::delete_booth(w, gone); });
  REQUIRE_FALSE(done.refused);
  REQUIRE(done.rows.size() == 1);
  CHECK(done.rows[0].size() == 5);
  for (const auto& row : done.rows[0]) CHECK(files.erase(std::string(row.text(0))) == 1);
  REQUIRE(files.size() == 1);
  CHECK(support::media_by_id(temp.engine, support::images_of(stays), kept)->file == *files.begin());
  CHECK_FALSE(store::booth_by_id(temp.engine, gone));
  CHECK_FALSE(store::item_by_id(temp.engine, gone, item));
  CHECK(support::number(temp.engine, "SELECT count(*) FROM media WHERE booth_id = ?", gone.value) == 0);
  const auto again = support::write(temp.engine, [&](WriteBatch& w) { store::delete_booth(w, gone); });
  CHECK(again.refused == Rejection::not_found);
}

TEST_CASE("booths: an id is never used again") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  support::add_booth(temp.engine, owner);
  const auto last = support::add_booth(temp.engine, owner);
  support::write(temp.engine, [&](WriteBatch& w) { store::delete_booth(w, last); });
  CHECK(support::add_booth(temp.engine, owner).value == last.value + 1);
}
