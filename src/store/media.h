// SPDX-License-Identifier: MIT
#pragma once

// Rows of images and videos. One table holds the three collections of the API: images of a booth, videos of a
// booth, images of an item. The first medium of a collection is primary, and exactly one stays primary while
// there is any. A trigger promotes the oldest after a deletion, and a unique index prevents a second one.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/engine/database.h"
#include "store/id_list.h"
#include "store/users.h"

namespace store {

using BoothId = base::Id<struct BoothTag>;
using ItemId = base::Id<struct ItemTag>;
using MediaId = base::Id<struct MediaTag>;

enum class MediaCollection : int { booth_images = 1, booth_videos = 2, item_images = 3 };

// A collection of one booth or item; parent is a BoothId or an ItemId, depending on the collection.
struct MediaParent {
  MediaCollection collection = MediaCollection::booth_images;
  std::int64_t parent = 0;
};

struct NewMedia {
  MediaCollection collection = MediaCollection::booth_images;
  std::string file;
  std::string content_type;
  std::uint64_t size = 0;
  std::string sha256;
  std::string client_id = base::new_uuid();
  std::optional<std::string> sent_sha256 = {};  // of the bytes received, if the file differs from them
};

struct Media {
  MediaId id;
  MediaCollection collection = MediaCollection::booth_images;
  std::int64_t parent = 0;
  std::string file;
  bool primary = false;
  std::int64_t version = 1;  // valid if read singly or just added; lists, read from an index, leave it at 1
};

// By collection, then id. media_of_booth(): its images and videos, not those of its items.
std::vector<Media> media_of_booth(Database& engine, BoothId booth);
std::vector<Media> media_of_item(Database& engine, ItemId item);
// The same inside a write, as its earlier statements leave them; pass the rows to read_returned_media() (see
// return_booth()).
void keep_media_of_booth(WriteBatch& write, BoothId booth);
void keep_media_of_item(WriteBatch& write, ItemId item);
std::vector<Media> read_returned_media(const Rows& rows);
// A single medium, with its version.
std::optional<Media> media_by_id(Database& engine, MediaParent shelf, MediaId id);
std::optional<MediaParent> parent_of_media(Database& engine, MediaId media);  // nullopt if it does not exist
void keep_media(WriteBatch& write, MediaParent shelf, MediaId id);            // Rejection::not_found
Media read_returned_medium(const Rows& rows);
// The media of many parents in one query, for lists; by parent, collection, id.
std::vector<Media> media_of_owner_booths(Database& engine, UserId owner, BoothId first, BoothId last);
std::vector<Media> media_of_items_in(Database& engine, BoothId booth, ItemId first, ItemId last);

// The same for any parents.
std::vector<Media> media_of_booths(Database& engine, const IdList& booths);
std::vector<Media> media_of_items(Database& engine, const IdList& items);
std::vector<Media> media_by_ids(Database& engine, const IdList& ids);  // by id, with their versions

struct MediaFileInfo {
  std::string content_type;
  std::uint64_t size = 0;
  base::UnixSeconds created_at = 0;
};
// What is needed to send a file named in a URL; nullopt if no row of that parent names it.
std::optional<MediaFileInfo> media_file_info(Database& engine, bool items, std::int64_t parent,
                                             std::string_view file);

// add_media() and add_media_of_new() return the row (id, is_primary). Rejection::not_found if the parent does
// not exist; already_exists if a row names the file; quota_exceeded. `shelf` overrides media.collection.
void add_media(WriteBatch& write, MediaParent shelf, const NewMedia& media, base::UnixSeconds now);
// The same for a parent created by this write, found by its client id.
void add_media_of_new(WriteBatch& write, std::string_view parent_client_id, const NewMedia& media,
                      base::UnixSeconds now);
void set_primary(WriteBatch& write, MediaParent shelf, MediaId id);  // Rejection::not_found
void delete_media(WriteBatch& write, MediaParent shelf,
                  MediaId id);  // Rejection::not_found; returns (file)

// Returns those of the hashes (in hexadecimal) that a file of this owner has, or had when it was received;
// ascending.
std::vector<std::string> hashes_of(Database& engine, UserId owner, const std::vector<std::string>& hashes);

struct MediaTotals {
  std::int64_t files = 0;
  std::uint64_t bytes = 0;
};
MediaTotals media_totals(Database& engine);

// By name.
void each_media_file(Database& engine, const std::function<void(std::string_view file)>& call);

}  // namespace store
