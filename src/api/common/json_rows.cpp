// SPDX-License-Identifier: MIT
#include "api/common/json_rows.h"

#include <algorithm>

#include "base/clock.h"

namespace api {
namespace {

using store::MediaCollection;

void write_members(base::JsonWriter& json, const store::Media& media, std::string_view origin) {
  json.member("id", media.id.value)
      .member("url", media_url(media.collection, media.parent, media.file, origin))
      .member("is_primary", media.primary);
}

void write_collection(base::JsonWriter& json, MediaRows media, MediaCollection collection,
                      std::string_view origin) {
  json.begin_array();
  for (const store::Media& one : media) {
    if (one.collection != collection) continue;
    json.begin_object();
    write_members(json, one, origin);
    json.end_object();
  }
  json.end_array();
}

template <class Row>
void write_times(base::JsonWriter& json, const Row& row) {
  json.member("created_at", base::iso_time(row.created_at))
      .member("updated_at", base::iso_time(row.updated_at));
}

}  // namespace

std::string media_path(store::MediaCollection collection, store::BoothId booth,
                       std::optional<store::ItemId> item, store::MediaId id) {
  std::string path = "/api/v1/booths/" + std::to_string(booth.value);
  if (item) path += "/items/" + std::to_string(item->value);
  path += collection == store::MediaCollection::booth_videos ? "/videos/" : "/images/";
  return path + std::to_string(id.value) + "/";
}

std::string media_url(MediaCollection collection, std::int64_t parent, std::string_view file,
                      std::string_view origin) {
  const char* const folder = collection == MediaCollection::item_images ? "/media/items/" : "/media/booths/";
  return std::string(origin).append(folder).append(std::to_string(parent)).append("/").append(file);
}

MediaRows media_of(MediaRows all, std::int64_t parent) {
  const auto first = std::ranges::lower_bound(all, parent, {}, &store::Media::parent);
  const auto last = std::ranges::upper_bound(all, parent, {}, &store::Media::parent);
  return {first, last};
}

void write_booth(base::JsonWriter& json, const store::Booth& booth, MediaRows media,
                 std::string_view origin) {
  json.begin_object()
      .member("id", booth.id.value)
      .member("name", booth.name)
      .member("description", booth.description)
      .member("category", booth.category)
      .member("country", booth.country.value);
  write_collection(json.key("images"), media, MediaCollection::booth_images, origin);
  write_collection(json.key("videos"), media, MediaCollection::booth_videos, origin);
  write_times(json, booth);
  json.end_object();
}

void write_item(base::JsonWriter& json, const store::Item& item, MediaRows media, std::string_view origin) {
  json.begin_object()
      .member("id", item.id.value)
      .member("name", item.name)
      .member("description", item.description)
      .member("price", item.price)
      .member("quantity", item.quantity)
      .member("booth", item.booth.value);
  write_collection(json.key("images"), media, MediaCollection::item_images, origin);
  write_times(json, item);
  json.end_object();
}

void write_media(base::JsonWriter& json, const store::Media& media, std::string_view origin) {
  json.begin_object();
  write_members(json, media, origin);
  json.member(media.collection == MediaCollection::item_images ? "item" : "booth", media.parent).end_object();
}

void write_owner(base::JsonWriter& json, const store::Owner& owner) {
  json.begin_object()
      .member("id", owner.id.value)
      .member("email", owner.email)
      .member("name", owner.name)
      .member("stand", owner.stand)
      .end_object();
}

void write_clock(base::JsonWriter& json, const base::Clock& clock) {
  json.begin_object()
      .member("time", base::iso_time(clock.now()))
      .member("source", base::to_string(clock.source()))
      .member("trusted", clock.trusted())
      .end_object();
}

void write_country(base::JsonWriter& json, const store::Country& country) {
  json.begin_object()
      .member("id", country.id.value)
      .member("name", country.name)
      .member("code", country.code)
      .end_object();
}

}  // namespace api
