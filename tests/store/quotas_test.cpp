// SPDX-License-Identifier: MIT
#include "store/quotas.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "store/engine/connection.h"
#include "store/engine/migrate.h"
#include "store/settings.h"
#include "store/uploads.h"
#include "store/usage.h"
#include "support/store_fixture.h"

namespace {

using store::Quota;
using store::Rejection;
using store::WriteBatch;
using support::noon;
using support::number;

store::QuotaChange limit(Quota quota, std::optional<std::int64_t> most) {
  store::QuotaChange change;
  change.at(static_cast<std::size_t>(quota)) = most;
  return change;
}

struct Hall : support::TempStore {
  store::UserId owner = support::add_user(engine, "a@example.com");
  store::BoothId booth = support::add_booth(engine, owner, "1234567890");

  template <class Fill>
  store::WriteResult write(Fill fill) {
    return support::write(engine, fill);
  }
  void allow(Quota quota, std::optional<std::int64_t> most) {
    write([&](WriteBatch& w) { store::update_user(w, owner, {.limits = limit(quota, most)}); });
  }
  store::WriteResult item(const std::string& name, const std::string& description = "") {
    store::ItemFields fields;
    fields.name = name;
    fields.description = description;
    return write([&](WriteBatch& w) { store::add_item(w, booth, fields, base::new_uuid(), noon); });
  }
  store::WriteResult describe(store::ItemId item, const std::string& description) {
    store::ItemFields fields;
    fields.description = description;
    return write([&](WriteBatch& w) { store::update_item(w, booth, item, fields, noon); });
  }
  store::WriteResult media(store::MediaParent shelf, std::uint64_t size = 73) {
    store::NewMedia media = support::new_media(shelf.collection);
    media.size = size;
    return write([&](WriteBatch& w) { store::add_media(w, shelf, media, noon); });
  }
  store::WriteResult upload(const std::string& name, std::uint64_t size) {
    store::UploadRow upload;
    upload.name = name;
    upload.user = owner;
    upload.client_id = name;
    upload.booth = booth;
    upload.size = size;
    upload.file = name + ".mp4";
    return write([&](WriteBatch& w) { store::add_upload(w, upload); });
  }
  std::int64_t used(const std::string& column) {
    return number(engine, "SELECT " + column + " FROM usage WHERE user_id = ?", owner);
  }
  store::Usage usage() { return *store::usage_of(engine, owner); }
};

// "text_bytes 30 25": the quota a write was refused by, the limit, what was used; "" when it was done.
std::string refusal(const store::WriteResult& written) {
  if (!written.refused) return "";
  REQUIRE(written.refused == Rejection::quota_exceeded);
  const auto exceeded = store::exceeded(written);
  if (!exceeded) return "booths";
  return exceeded->quota + " " + std::to_string(exceeded->limit) + " " + std::to_string(exceeded->used);
}

}  // namespace

TEST_CASE("quotas: text of an account is counted in bytes, and ends at its limit") {
  Hall hall;
  CHECK(hall.used("text_bytes") == 10);
  hall.allow(Quota::text_bytes, 30);
  const store::ItemId item{support::id_of(hall.item("äö", "12345678901"))};
  CHECK(hall.used("text_bytes") == 25);
  CHECK(refusal(hall.item("123456")) == "text_bytes 30 25");
  CHECK(hall.used("text_bytes") == 25);
  CHECK(number(hall.engine, "SELECT count(*) FROM items") == 1);
  CHECK(refusal(hall.describe(item, "12345678901234567")) == "text_bytes 30 25");
  CHECK(refusal(hall.describe(item, "1234567890123456")) == "");
  CHECK(hall.used("text_bytes") == 30);
  store::BoothFields fields;
  fields.category = "x";
  const auto change = [&] {
    return hall.write([&](WriteBatch& w) { store::update_booth(w, hall.booth, fields, noon); });
  };
  CHECK(refusal(change()) == "text_bytes 30 30");
  fields.name = "short";
  CHECK(refusal(change()) == "");
  CHECK(hall.used("text_bytes") == 26);
  CHECK(refusal(hall.write([&](WriteBatch& w) {
          store::add_booth(w, hall.owner, support::booth_fields("12345"), "c", noon);
        })) == "text_bytes 30 26");
  hall.write([&](WriteBatch& w) { store::delete_booth(w, hall.booth); });
  CHECK(hall.used("text_bytes") == 0);
}

TEST_CASE("quotas: who has more than the limit may make it less, and not more") {
  Hall hall;
  const store::ItemId item{support::id_of(hall.item("item", std::string(100, 'x')))};
  support::add_media(hall.engine, support::images_of(hall.booth));
  for (const Quota quota : {Quota::text_bytes, Quota::row_bytes, Quota::media_bytes}) hall.allow(quota, 5);
  CHECK(refusal(hall.item("x")) == "text_bytes 5 114");
  CHECK(refusal(hall.describe(item, std::string(101, 'x'))) == "row_bytes 5 104");
  CHECK(refusal(hall.describe(item, std::string(100, 'y'))) == "");
  CHECK(refusal(hall.describe(item, std::string(50, 'y'))) == "");
  CHECK(refusal(hall.media(support::images_of(hall.booth), 1)) == "media_bytes 5 73");
  hall.write([&](WriteBatch& w) { store::delete_item(w, hall.booth, item); });
  CHECK(hall.used("text_bytes") == 10);
}

TEST_CASE("quotas: text of one booth or item") {
  Hall hall;
  hall.allow(Quota::row_bytes, 20);
  CHECK(refusal(hall.item("x", std::string(20, 'x'))) == "row_bytes 20 0");
  const store::ItemId item{support::id_of(hall.item("x", std::string(19, 'x')))};
  CHECK(refusal(hall.describe(item, std::string(20, 'x'))) == "row_bytes 20 20");
  store::BoothFields fields;
  fields.description = std::string(11, 'x');
  const auto change = [&] {
    return hall.write([&](WriteBatch& w) { store::update_booth(w, hall.booth, fields, noon); });
  };
  CHECK(refusal(change()) == "row_bytes 20 10");
  fields.description->pop_back();
  CHECK(refusal(change()) == "");
}

TEST_CASE("quotas: items of a booth, media of a booth and of an item") {
  Hall hall;
  hall.allow(Quota::booth_items, 2);
  hall.allow(Quota::booth_media, 2);
  hall.allow(Quota::item_media, 1);
  const store::ItemId item{support::id_of(hall.item("1"))};
  CHECK(refusal(hall.item("2")) == "");
  CHECK(refusal(hall.item("3")) == "booth_items 2 2");
  hall.booth = support::add_booth(hall.engine, hall.owner);
  CHECK(refusal(hall.item("4")) == "");
  CHECK(refusal(hall.media(support::images_of(hall.booth))) == "");
  CHECK(refusal(hall.media(support::videos_of(hall.booth))) == "");
  CHECK(refusal(hall.media(support::images_of(hall.booth))) == "booth_media 2 2");
  CHECK(refusal(hall.media(support::images_of(item))) == "");
  CHECK(refusal(hall.media(support::images_of(item))) == "item_media 1 1");
}

TEST_CASE("quotas: bytes of media end at the limit, and a deletion makes room") {
  Hall hall;
  hall.allow(Quota::media_bytes, 100);
  const store::MediaId first{support::id_of(hall.media(support::images_of(hall.booth), 60))};
  CHECK(refusal(hall.media(support::images_of(hall.booth), 41)) == "media_bytes 100 60");
  CHECK(refusal(hall.media(support::images_of(hall.booth), 40)) == "");
  CHECK(hall.used("media_bytes") == 100);
  hall.write([&](WriteBatch& w) { store::delete_media(w, support::images_of(hall.booth), first); });
  CHECK(hall.used("media_bytes") == 40);
}

TEST_CASE("quotas: what unfinished uploads announce; a single one may be larger") {
  Hall hall;
  hall.allow(Quota::upload_bytes, 100);
  CHECK(refusal(hall.upload("film", 500)) == "");
  CHECK(refusal(hall.upload("image", 1)) == "upload_bytes 100 500");
  hall.write([&](WriteBatch& w) { store::delete_upload(w, "film"); });
  CHECK(refusal(hall.upload("image", 60)) == "");
  CHECK(refusal(hall.upload("more", 41)) == "upload_bytes 100 60");
  CHECK(refusal(hall.upload("more", 40)) == "");
  CHECK(hall.usage().upload_bytes == 100);
  hall.allow(Quota::media_bytes, 39);
  hall.allow(Quota::upload_bytes, {});
  CHECK(refusal(hall.upload("third", 40)) == "media_bytes 39 0");
}

TEST_CASE("quotas: the account's own limit goes before the setting, the setting before the standard") {
  Hall hall;
  const auto in_force = [&] { return hall.usage().limits.at(static_cast<std::size_t>(Quota::text_bytes)); };
  CHECK(in_force() == 32'000'000);
  hall.write([](WriteBatch& w) { store::set_setting(w, "text_bytes_limit", "12"); });
  CHECK(in_force() == 12);
  CHECK(refusal(hall.item("123")) == "text_bytes 12 10");
  hall.allow(Quota::text_bytes, 13);
  CHECK(in_force() == 13);
  CHECK(refusal(hall.item("123")) == "");
  hall.write([&](WriteBatch& w) { store::update_user(w, hall.owner, {.name = "x"}); });
  CHECK(in_force() == 13);
  hall.allow(Quota::text_bytes, std::nullopt);
  CHECK(in_force() == 12);
}

TEST_CASE("quotas: an account is added with its limits") {
  Hall hall;
  store::User user;
  user.email = "b@example.com";
  user.limits.at(static_cast<std::size_t>(Quota::booth_items)) = 3;
  const store::UserId id{support::id_of(hall.write([&](WriteBatch& w) { store::add_user(w, user, noon); }))};
  CHECK(store::usage_of(hall.engine, id)->limits.at(static_cast<std::size_t>(Quota::booth_items)) == 3);
  CHECK(store::all_users(hall.engine).back().limits == user.limits);
  CHECK(hall.usage().limits.at(static_cast<std::size_t>(Quota::booth_items)) == 500);
}

TEST_CASE("quotas: a booth that gets another owner takes its bytes along") {
  Hall hall;
  const store::ItemId item{support::id_of(hall.item("item"))};
  support::add_media(hall.engine, support::images_of(item));
  const auto other = support::add_user(hall.engine, "b@example.com");
  hall.write([&](WriteBatch& w) { w.run("UPDATE booths SET owner_id = ? WHERE id = ?", other, hall.booth); });
  CHECK(hall.used("text_bytes") == 0);
  CHECK(hall.used("media_bytes") == 0);
  hall.owner = other;
  CHECK(hall.used("text_bytes") == 14);
  CHECK(hall.used("media_bytes") == 73);
  CHECK(store::usage_faults(hall.path).empty());
}

TEST_CASE("quotas: of those that come at once as many are done as there is room for") {
  Hall hall;
  hall.allow(Quota::media_bytes, 7 * 73);
  hall.allow(Quota::text_bytes, 10 + 5 * 4);
  std::atomic<int> kept = 0, written = 0;
  std::vector<std::thread> phones;
  for (int i = 0; i < 20; ++i) {
    phones.emplace_back([&] {
      if (!hall.media(support::images_of(hall.booth)).refused) ++kept;
      if (!hall.item("four").refused) ++written;
    });
  }
  for (std::thread& phone : phones) phone.join();
  CHECK(kept == 7);
  CHECK(written == 5);
  CHECK(hall.used("media_bytes") == 7 * 73);
  CHECK(hall.used("text_bytes") == 30);
}

TEST_CASE("quotas: rows of an older version are counted when it is upgraded") {
  support::TempFolder folder;
  const std::string path = folder / "old.db";
  const auto all = store::migrations();
  const auto next = std::ranges::find(all, 14, &store::Migration::number);
  store::migrate(path, all.first(static_cast<std::size_t>(next - all.begin())));
  {
    store::SqliteConnection old(path, store::SqliteConnection::Use::write);
    old.execute_script(
        "INSERT INTO users (id, email, password, booth_limit, is_active, is_admin, generation, name, stand, "
        "created_at) VALUES (7, 'a@example.com', '', 9, 1, 0, 0, '', '', 0);"
        "INSERT INTO booths (id, owner_id, client_id, name, description, category, country_id, created_at, "
        "updated_at) VALUES (3, 7, 'b', 'name', 'words', 'c', 1, 0, 0);"
        "INSERT INTO items (id, owner_id, client_id, booth_id, name, description, created_at, updated_at) "
        "VALUES (4, 7, 'i', 3, 'item', 'ä', 0, 0);"
        "INSERT INTO media (owner_id, client_id, collection, booth_id, file, content_type, size, sha256, "
        "is_primary, created_at) VALUES (7, 'm', 1, 3, 'f', 'image/png', 3000000000, '', 1, 0);"
        "INSERT INTO pushed (user_id, op_id, fingerprint, status, told, details) "
        "VALUES (7, 'op', '', 'created', 1, '');");
  }
  store::SqliteEngine engine(path);
  const auto usage = store::usage_of(engine, {7});
  REQUIRE(usage);
  CHECK(usage->media_bytes == 3'000'000'000);
  CHECK(usage->text_bytes == 16);
  CHECK(number(engine, "SELECT pushed_bytes FROM usage WHERE user_id = 0") == 258);
  CHECK(number(engine, "SELECT items * 10 + media FROM booth_usage WHERE booth_id = 3") == 11);
  CHECK(store::usage_faults(path).empty());
  // More than the standard: nothing is added, and what is there may go.
  store::NewMedia media = support::new_media(store::MediaCollection::booth_images);
  const auto add = [&] {
    return support::write(engine, [&](WriteBatch& w) {
      store::add_media(w, support::images_of(store::BoothId{3}), media, noon);
    });
  };
  CHECK(refusal(add()) == "media_bytes 2000000000 3000000000");
  support::write(engine, [](WriteBatch& w) { store::delete_booth(w, {3}); });
  CHECK(store::usage_of(engine, {7})->media_bytes == 0);
  CHECK(store::usage_of(engine, {7})->text_bytes == 0);
  CHECK(number(engine, "SELECT count(*) FROM booth_usage") == 0);
}

TEST_CASE("quotas: sums that are wrong are found, and counted anew") {
  Hall hall;
  hall.item("item");
  support::add_media(hall.engine, support::images_of(hall.booth));
  CHECK(store::usage_faults(hall.path).empty());
  const std::int64_t text = hall.used("text_bytes");
  hall.write([](WriteBatch& w) { w.run("UPDATE usage SET text_bytes = 1, media_bytes = 2"); });
  CHECK(store::usage_faults(hall.path) == std::vector<std::string>{"account 0", "account 1"});
  hall.write([](WriteBatch& w) { w.run("DELETE FROM usage"); });
  CHECK(store::usage_faults(hall.path).size() == 2);
  hall.write([](WriteBatch& w) { w.run("UPDATE booth_usage SET items = 7"); });
  CHECK(store::usage_faults(hall.path) == std::vector<std::string>{"account 0", "account 1", "booth 1"});
  store::recount_usage(hall.path);
  CHECK(store::usage_faults(hall.path).empty());
  CHECK(hall.used("text_bytes") == text);
  CHECK(hall.used("media_bytes") == 73);
}
