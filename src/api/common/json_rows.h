// SPDX-License-Identifier: MIT
#pragma once

// Writes rows as the JSON that clients expect.
// Thread safety: may be called from any thread.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text/json.h"
#include "store/booth_list.h"
#include "store/booths.h"
#include "store/countries.h"
#include "store/items.h"
#include "store/media.h"

namespace api {

using MediaRows = std::span<const store::Media>;

// The media of one booth or item. `all` is sorted by parent.
MediaRows media_of(MediaRows all, std::int64_t parent);

std::string media_url(store::MediaCollection collection, std::int64_t parent, std::string_view file,
                      std::string_view origin);

// The path of the URL that deletes a medium.
std::string media_path(store::MediaCollection collection, store::BoothId booth,
                       std::optional<store::ItemId> item, store::MediaId id);

// `origin` is the server's origin as the client knows it ("http://10.0.0.7:8000"). Media URLs begin with it.
void write_booth(base::JsonWriter& json, const store::Booth& booth, MediaRows media, std::string_view origin);
void write_item(base::JsonWriter& json, const store::Item& item, MediaRows media, std::string_view origin);
void write_media(base::JsonWriter& json, const store::Media& media, std::string_view origin);  // on its own
void write_owner(base::JsonWriter& json, const store::Owner& owner);
void write_clock(base::JsonWriter& json, const base::Clock& clock);  // with its trust state
void write_country(base::JsonWriter& json, const store::Country& country);

template <class Texts>
void write_strings(base::JsonWriter& json, const Texts& texts) {
  json.begin_array();
  for (const std::string_view text : texts) json.value(text);
  json.end_array();
}

}  // namespace api
