// SPDX-License-Identifier: MIT
#include "media/formats/mp4.h"

#include <algorithm>
#include <array>
#include <span>

#include "media/formats/mp4_boxes.h"

namespace media {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto film_types = std::to_array({"video/mp4"sv, "video/quicktime"sv, "video/3gpp"sv});
constexpr auto to_entries = std::to_array({"trak"sv, "mdia"sv, "minf"sv, "stbl"sv, "stsd"sv});
constexpr auto hevc_entries = std::to_array({"hvc1"sv, "hev1"sv, "dvh1"sv, "dvhe"sv});
constexpr std::uint64_t entries_at = 8;  // after version, flags and count

bool has_hevc(int descriptor, const ByteRange& block, std::span<const std::string_view> path) {
  bool found = false;
  each_box(reader_of(descriptor, block), [&](const Box& box) {
    if (path.empty()) {
      found = found || std::ranges::find(hevc_entries, box.type) != hevc_entries.end();
    } else if (box.type == path.front() && !found) {
      const ByteRange inner = path.size() == 1 ? box.content.from(entries_at) : box.content;
      found = inner.size > 0 && has_hevc(descriptor, inner, path.subspan(1));
    }
  });
  return found;
}

}  // namespace

Mp4Traits film_traits(int descriptor, std::uint64_t size, const MediaType& type) {
  Mp4Traits film;
  if (std::ranges::find(film_types, type.content_type) == film_types.end()) return film;
  bool index = false, pictures = false;
  each_box(ByteReader(descriptor, size), [&](const Box& box) {
    if (box.type == "mdat") pictures = pictures || !box.to_the_end;
    if (box.type != "moov" || index) return;
    index = true;
    film.index_last = pictures;
    film.hevc = has_hevc(descriptor, box.content, to_entries);
  });
  film.complete = index || pictures;
  return film;
}

std::string playback_warning(const Mp4Traits& film) {
  std::string text;
  if (film.hevc) {
    text =
        "Some devices cannot play this film: it is HEVC (H.265). Set the camera to \"most compatible\" "
        "(H.264).";
  }
  if (film.index_last) {
    text += text.empty() ? "" : " ";
    text += "Some devices cannot play this film before all of it has come: its index is at its end.";
  }
  return text;
}

}  // namespace media
