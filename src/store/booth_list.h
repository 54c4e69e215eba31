// SPDX-License-Identifier: MIT
#pragma once

// Lists the booths and media of all owners for administrators, and moves a booth to another owner.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/booths.h"
#include "store/limit_offset.h"

namespace store {

struct Owner {
  UserId id;
  std::string email, name, stand;
};

// Selects the booths that match all of these.
struct BoothFilter {
  std::optional<std::string> text = {};  // in name, description, owner's name or e-mail; ignores ASCII case
  std::optional<CountryId> country = {};
  std::optional<std::string> category = {};
  std::optional<UserId> owner = {};
  bool without_images = false;
};

struct BoothSummary {
  BoothId id;
  std::string name, category;
  Country country;
  Owner owner;
  std::int64_t items = 0, images = 0, videos = 0;  // without the images of its items
  std::optional<std::string> primary_image;        // its file
  base::UnixSeconds created_at = 0, updated_at = 0;
};

std::int64_t count_booths(Database& engine, const BoothFilter& search);
// By name, ignoring case, then by id.
std::vector<BoothSummary> search_booths(Database& engine, const BoothFilter& search, LimitOffset window = {});
std::optional<BoothSummary> booth_summary(Database& engine, BoothId id);
std::vector<std::string> booth_categories(Database& engine);  // without the empty one

// Moves the booth with its items and media to `owner`, regardless of the owner's limit. The feed reports it
// to both owners. Returns rows for read_returned_booth_summary(). Rejection::not_found if the booth does not
// exist; invalid_reference if the owner does not exist or is disabled; already_exists if the owner has a row
// with the same client id.
void move_booth(WriteBatch& write, BoothId id, UserId owner);
BoothSummary read_returned_booth_summary(const Rows& rows);

struct MediaSummary {
  MediaId id;
  MediaCollection collection = MediaCollection::booth_images;
  BoothId booth;
  std::optional<ItemId> item;
  std::string booth_name;
  std::string file, content_type;
  std::int64_t size = 0;
  Owner owner;
  base::UnixSeconds created_at = 0;
};

std::int64_t count_media(Database& engine);
std::vector<MediaSummary> media_by_size(Database& engine,
                                        LimitOffset window = {});  // largest first, then by id

}  // namespace store
