// SPDX-License-Identifier: MIT
// Finds locations in MP4, MOV and 3GP.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text/text.h"
#include "media/formats/location_formats.h"
#include "media/formats/mp4_boxes.h"

namespace media {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view location_text = "\xA9xyz", location_3gp = "loci", xmp_box = "XMP_";
constexpr std::string_view xmp_uuid = "\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";
constexpr std::string_view flir_place = "\x7F\x2E\x21\x00\x8B\x46\x49\x18\xAF\xB1\xDE\x70\x9A\x74\xF6\xF5"sv;
constexpr std::size_t max_keys = 1000, max_key_length = 256;

// Boxes with a UUID, and XMP boxes, may occur at any level.
void look_at_uuid(const Box& box, OverwritePlan& plan) {
  if (box.type == xmp_box) location_in_xmp(box.content, plan);
  if (box.type != "uuid" || box.content.size < xmp_uuid.size()) return;
  const std::string uuid(plan.reader(box.content).take(xmp_uuid.size()));
  if (uuid == xmp_uuid) location_in_xmp(box.content.from(uuid.size()), plan);
  if (uuid == flir_place) plan.overwrite(box.content.from(uuid.size()), '\0');
}

// The numbers of the QuickTime keys that contain "location". A value has the number of its key as its box
// type.
std::vector<std::uint32_t> keys_of_location(const ByteRange& keys, OverwritePlan& plan) {
  std::vector<std::uint32_t> found;
  std::uint32_t number = 0;
  each_box(keys.from(8), plan, [&](const Box& key) {
    ++number;
    if (key.content.size > max_key_length || found.size() == max_keys) return;
    ByteReader in = plan.reader(key.content);
    const std::string name = base::ascii_lower(in.read_available(max_key_length));
    if (name.find("location") != name.npos) found.push_back(number);
  });
  return found;
}

// A QuickTime "meta" box holds boxes directly. An ISO one has four bytes before them.
void look_in_meta(const ByteRange& meta, OverwritePlan& plan) {
  if (meta.size < 12) return;
  ByteReader in = plan.reader(meta.from(4));
  const ByteRange inner = in.take(4) == "hdlr" ? meta : meta.from(4);
  std::vector<std::uint32_t> wanted;
  each_box(inner, plan, [&](const Box& box) {
    if (box.type == "keys" && box.content.size > 8) wanted = keys_of_location(box.content, plan);
    if (box.type != "ilst") return;
    each_box(box.content, plan, [&](const Box& value) {
      const bool of_key = std::ranges::find(wanted, big_endian(value.type)) != wanted.end();
      if (of_key || value.type == location_text) make_free(value, plan);
    });
  });
}

void look_in_user_data(const ByteRange& user_data, OverwritePlan& plan) {
  each_box(user_data, plan, [&](const Box& box) {
    if (box.type == location_text || box.type == location_3gp) make_free(box, plan);
    if (box.type == "meta") look_in_meta(box.content, plan);
    if (box.type == "GPMF") location_in_gpmf(box.content, plan);
    look_at_uuid(box, plan);
  });
}

// Searches the "moov" box, or one of its tracks.
void look_in_movie(const ByteRange& movie, OverwritePlan& plan, bool with_tracks) {
  each_box(movie, plan, [&](const Box& box) {
    if (box.type == "udta") look_in_user_data(box.content, plan);
    if (box.type == "meta") look_in_meta(box.content, plan);
    if (box.type == "trak" && with_tracks) look_in_movie(box.content, plan, false);
    look_at_uuid(box, plan);
  });
}

}  // namespace

void location_in_mp4(const ByteRange& file, OverwritePlan& plan) {
  each_box(file, plan, [&](const Box& box) {
    if (box.type == "moov") {
      look_in_movie(box.content, plan, true);
      location_in_tracks(box.content, file, plan);
    }
    if (box.type == "udta") look_in_user_data(box.content, plan);
    if (box.type == "meta") look_in_meta(box.content, plan);
    look_at_uuid(box, plan);
  });
}

}  // namespace media
