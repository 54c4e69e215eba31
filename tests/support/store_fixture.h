// SPDX-License-Identifier: MIT
#pragma once

// A store in a folder of its own, and short ways to put things into it.

#include <doctest/doctest.h>

#include <string>

#include "base/ids.h"
#include "store/booths.h"
#include "store/engine/sqlite_engine.h"
#include "store/items.h"
#include "store/media.h"
#include "support/temp_folder.h"

namespace support {

inline constexpr base::UnixSeconds noon = 1'780'000'000;

struct TempStore {
  TempFolder folder;
  std::string path = folder / "test.db";
  store::SqliteEngine engine{path};
};

template <class Fill>
store::WriteResult write(store::Database& engine, Fill fill) {
  store::WriteBatch write;
  fill(write);
  return engine.write(write);
}

// The id in the only row a write has kept.
inline std::int64_t id_of(const store::WriteResult& written) {
  REQUIRE_FALSE(written.refused);
  return written.rows.at(0).at(0).integer(0);
}

template <class... V>
std::int64_t number(store::Database& engine, std::string_view sql, V&&... values) {
  return *store::query_one(
      engine, [](const store::Row& row) { return row.integer(0); }, sql, std::forward<V>(values)...);
}

inline std::optional<store::Media> media_by_id(store::Database& engine, store::MediaParent shelf,
                                               store::MediaId id) {
  const auto written = write(engine, [&](store::WriteBatch& w) { store::keep_media(w, shelf, id); });
  if (written.refused) return {};
  return store::read_returned_media(written.rows.at(0)).at(0);
}

inline store::UserId add_user(store::Database& engine, const std::string& email,
                              std::int64_t booth_limit = 100) {
  store::User user;
  user.email = email;
  user.booth_limit = booth_limit;
  return {id_of(write(engine, [&](store::WriteBatch& w) { store::add_user(w, user, noon); }))};
}

inline store::BoothFields booth_fields(const std::string& name) {
  store::BoothFields fields;
  fields.name = name;
  fields.country = store::CountryId{1};
  return fields;
}

inline store::BoothId add_booth(store::Database& engine, store::UserId owner,
                                const std::string& name = "Booth") {
  return {id_of(write(engine, [&](store::WriteBatch& w) {
    store::add_booth(w, owner, booth_fields(name), base::new_uuid(), noon);
  }))};
}

inline store::ItemId add_item(store::Database& engine, store::BoothId booth,
                              const std::string& name = "Item") {
  store::ItemFields fields;
  fields.name = name;
  return {id_of(write(
      engine, [&](store::WriteBatch& w) { store::add_item(w, booth, fields, base::new_uuid(), noon); }))};
}

inline store::NewMedia new_media(store::MediaCollection collection) {
  return {.collection = collection,
          .file = base::random_hex(16) + ".png",
          .content_type = "image/png",
          .size = 73,
          .sha256 = std::string(64, 'a')};
}

inline store::MediaParent images_of(store::BoothId booth) {
  return {store::MediaCollection::booth_images, booth.value};
}
inline store::MediaParent videos_of(store::BoothId booth) {
  return {store::MediaCollection::booth_videos, booth.value};
}
inline store::MediaParent images_of(store::ItemId item) {
  return {store::MediaCollection::item_images, item.value};
}

inline store::MediaId add_media(store::Database& engine, store::MediaParent shelf) {
  return {id_of(write(
      engine, [&](store::WriteBatch& w) { store::add_media(w, shelf, new_media(shelf.collection), noon); }))};
}

}  // namespace support
