// SPDX-License-Identifier: MIT
#include "store/items.h"

#include "support/store_fixture.h"

using store::ItemFields;
using store::Rejection;
using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

struct Hall : TempStore {
  store::UserId owner = support::add_user(engine, "a@example.com");
  store::BoothId booth = support::add_booth(engine, owner);
  store::BoothId other = support::add_booth(engine, owner);
};

ItemFields lamp() {
  ItemFields fields;
  fields.name = "Lamp";
  fields.description = "Bright";
  fields.price = "99.90";
  fields.quantity = 10;
  return fields;
}

store::WriteResult add(store::Database& engine, store::BoothId booth, const ItemFields& fields,
                       const std::string& client_id) {
  return support::write(engine, [&](WriteBatch& w) { store::add_item(w, booth, fields, client_id, noon); });
}

store::WriteResult update(store::Database& engine, store::BoothId booth, store::ItemId id,
                          const ItemFields& fields) {
  return support::write(engine, [&](WriteBatch& w) { store::update_item(w, booth, id, fields, noon + 60); });
}

}  // namespace

TEST_CASE("items: what was added is there, in its booth only") {
  Hall hall;
  const store::ItemId id{support::id_of(add(hall.engine, hall.booth, lamp(), "c1"))};
  const auto item = store::item_by_id(hall.engine, hall.booth, id);
  REQUIRE(item);
  CHECK(item->booth == hall.booth);
  CHECK(item->name == "Lamp");
  CHECK(item->description == "Bright");
  CHECK(item->price == "99.90");
  CHECK(item->quantity == 10);
  CHECK(item->created_at == noon);
  CHECK_FALSE(store::item_by_id(hall.engine, hall.other, id));
  CHECK_FALSE(store::item_by_id(hall.engine, hall.booth, {999}));
}

TEST_CASE("items: price and quantity may be nothing") {
  Hall hall;
  const auto id = support::add_item(hall.engine, hall.booth);
  const auto item = store::item_by_id(hall.engine, hall.booth, id);
  CHECK_FALSE(item->price);
  CHECK_FALSE(item->quantity);
  CHECK(item->description.empty());
}

TEST_CASE("items: none without a booth, none twice with one client id") {
  Hall hall;
  CHECK(add(hall.engine, {999}, lamp(), "c1").refused == Rejection::not_found);
  CHECK_FALSE(add(hall.engine, hall.booth, lamp(), "c1").refused);
  CHECK(add(hall.engine, hall.other, lamp(), "c1").refused == Rejection::already_exists);
}

TEST_CASE("items: an update changes what it says, and a present nothing empties") {
  Hall hall;
  const store::ItemId id{support::id_of(add(hall.engine, hall.booth, lamp(), "c1"))};
  ItemFields fields;
  fields.name = "Torch";
  fields.price = std::optional<std::string>();
  CHECK_FALSE(update(hall.engine, hall.booth, id, fields).refused);
  auto item = store::item_by_id(hall.engine, hall.booth, id);
  CHECK(item->name == "Torch");
  CHECK(item->description == "Bright");
  CHECK_FALSE(item->price);
  CHECK(item->quantity == 10);
  CHECK(item->updated_at == noon + 60);

  fields = {};
  fields.price = "0.00";
  fields.quantity = std::optional<std::int64_t>();
  update(hall.engine, hall.booth, id, fields);
  item = store::item_by_id(hall.engine, hall.booth, id);
  CHECK(item->price == "0.00");
  CHECK_FALSE(item->quantity);

  CHECK(update(hall.engine, hall.other, id, fields).refused == Rejection::not_found);
  CHECK(update(hall.engine, hall.booth, {999}, fields).refused == Rejection::not_found);
}

TEST_CASE("items: a list is the booth's, by id, in windows") {
  Hall hall;
  std::vector<store::ItemId> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(support::add_item(hall.engine, hall.booth));
    support::add_item(hall.engine, hall.other);
  }
  CHECK(store::count_items(hall.engine, hall.booth) == 3);
  store::BatchCursor whole;
  const auto all = store::items_of(hall.engine, hall.booth, whole);
  REQUIRE(all.size() == 3);
  CHECK(all[2].id == ids[2]);
  CHECK_FALSE(whole.more);
  store::BatchCursor from_third{.window = {.offset = 2, .limit = 2}};
  const auto last = store::items_of(hall.engine, hall.booth, from_third);
  REQUIRE(last.size() == 1);
  CHECK(last[0].id == ids[2]);
}

TEST_CASE("items: deleting one takes its images along and names their files") {
  Hall hall;
  const auto id = support::add_item(hall.engine, hall.booth);
  const auto stays = support::add_item(hall.engine, hall.booth);
  support::add_media(hall.engine, support::images_of(hall.booth));
  support::add_media(hall.engine, support::images_of(stays));
  support::add_media(hall.engine, support::images_of(id));
  support::add_media(hall.engine, support::images_of(id));
  const auto wrong =
      support::write(hall.engine, [&](WriteBatch& w) { store::delete_item(w, hall.other, id); });
  CHECK(wrong.refused == Rejection::not_found);
  CHECK(store::media_of_item(hall.engine, id).size() == 2);

  const auto done =
      support::write(hall.engine, [&](WriteBatch& w) { store::delete_item(w, hall.booth, id); });
  REQUIRE_FALSE(done.refused);
  REQUIRE(done.rows.size() == 1);
  CHECK(done.rows[0].size() == 2);
  CHECK(store::media_of_item(hall.engine, id).empty());
  CHECK(store::media_of_item(hall.engine, stays).size() == 1);
  CHECK(store::media_of_booth(hall.engine, hall.booth).size() == 1);
  const auto again =
      support::write(hall.engine, [&](WriteBatch& w) { store::delete_item(w, hall.booth, id); });
  CHECK(again.refused == Rejection::not_found);
}
