// SPDX-License-Identifier: MIT
#pragma once

// Rows of images and videos. One table for the three collections the API knows: images of a booth, videos of
// a booth, images of an item. In each collection the first one is primary, and exactly one stays primary
// while there is any: the oldest follows a deleted one by a trigger, and a unique index allows no second.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/engine/engine.h"
#include "store/id_list.h"
#include "store/users.h"

namespace store {

using BoothId = base::Id<struct BoothTag>;
using ItemId = base::Id<struct ItemTag>;
using MediaId = base::Id<struct MediaTag>;

enum class Collection : int { booth_images = 1, booth_videos = 2, item_images = 3 };

// A collection of one booth or item; parent is a BoothId or an ItemId by its kind.
struct Shelf {
  Collection collection = Collection::booth_images;
  std::int64_t parent = 0;
};

struct NewMedia {
  Collection collection = Collection::booth_images;
  std::string file;
  std::string content_type;
  std::uint64_t size = 0;
  std::string sha256;
  std::string client_id = base::new_uuid();
  std::optional<std::string> sent_sha256 = {};  // of what came, where the file is no longer the same
};

struct Media {
  MediaId id;
  Collection collection = Collection::booth_images;
  std::int64_t parent = 0;
  std::string file;
  bool primary = false;
  std::int64_t version = 1;  // of one read by itself, or just made; lists, read from an index, do not know
};

// By collection, then id. Of a booth: its images and videos, not those of its items.
std::vector<Media> media_of_booth(Engine& engine, BoothId booth);
std::vector<Media> media_of_item(Engine& engine, ItemId item);
// The same inside a write, as its earlier statements have left them: rows for kept_media() (see
// keep_booth()).
void keep_media_of_booth(Write& write, BoothId booth);
void keep_media_of_item(Write& write, ItemId item);
std::vector<Media> kept_media(const Rows& rows);
// One by itself, with its version.
std::optional<Media> media_by_id(Engine& engine, Shelf shelf, MediaId id);
std::optional<Shelf> shelf_of(Engine& engine, MediaId media);  // nothing when it is not there
void keep_media(Write& write, Shelf shelf, MediaId id);        // Refusal::gone
Media kept_one(const Rows& rows);
// All of many parents in one query, by parent, collection, id: for lists.
std::vector<Media> media_of_booths_of(Engine& engine, UserId owner, BoothId first, BoothId last);
std::vector<Media> media_of_items_in(Engine& engine, BoothId booth, ItemId first, ItemId last);

// The same of any parents.
std::vector<Media> media_of_booths(Engine& engine, const IdList& booths);
std::vector<Media> media_of_items(Engine& engine, const IdList& items);
std::vector<Media> media_among(Engine& engine, const IdList& ids);  // by id, each with its version

struct Served {
  std::string content_type;
  std::uint64_t size = 0;
  base::UnixSeconds created_at = 0;
};
// What is needed to send a file named in a URL; nothing when no row of that parent names it.
std::optional<Served> served(Engine& engine, bool items, std::int64_t parent, std::string_view file);

// The row kept of each is (id, is_primary). The parent must be there: Refusal::gone. The file must not yet be
// named by a row: Refusal::taken. The owner must have room: Refusal::quota. Where there is a shelf, it says
// the collection.
void add_media(Write& write, Shelf shelf, const NewMedia& media, base::UnixSeconds now);
// The same for the parent this write makes, found by its client id.
void add_media_of_new(Write& write, std::string_view parent_client_id, const NewMedia& media,
                      base::UnixSeconds now);
void set_primary(Write& write, Shelf shelf, MediaId id);   // Refusal::gone
void delete_media(Write& write, Shelf shelf, MediaId id);  // Refusal::gone; row kept: (file)

// Those of the hashes, in hexadecimal digits, that a file of this owner has, or had when it came; ascending.
std::vector<std::string> hashes_of(Engine& engine, UserId owner, const std::vector<std::string>& hashes);

struct MediaSum {
  std::int64_t files = 0;
  std::uint64_t bytes = 0;
};
MediaSum sum_of_media(Engine& engine);

// By name.
void each_media_file(Engine& engine, const std::function<void(std::string_view file)>& call);

}  // namespace store
