// SPDX-License-Identifier: MIT
// Where JPEG says a location: in the segments before its first scan, and behind it.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "media/jpeg_markers.h"
#include "media/location_formats.h"

namespace media {
namespace {

using namespace jpeg;

constexpr std::uint32_t application_1 = 0xE1, application_2 = 0xE2, application_13 = 0xED;
constexpr std::string_view exif = {"Exif\0\0", 6}, xmp = {"http://ns.adobe.com/xap/1.0/\0", 29},
                           extended_xmp = {"http://ns.adobe.com/xmp/extension/\0", 35},
                           photoshop = {"Photoshop 3.0\0", 14}, several_pictures = {"MPF\0", 4};
constexpr std::uint64_t part_head = 40;  // of an extended packet: whose, how long and from where it is
constexpr std::size_t most_parts = 1000;

// A packet too long for one segment.
struct ExtendedXmp {
  std::vector<Block> parts;
  LocationSearch search;

  void add(const Block& part, Blanks& blanks) {
    if (parts.size() == most_parts) return;
    parts.push_back(part);
    std::string text;
    for (ImageReader in = blanks.reader(part); in.left() > 0;) text += in.some(in.left());
    search.add(text);
  }
  void blank(Blanks& blanks) const {
    if (!search.tells()) return;
    blank_xmp(parts.front(), blanks);
    for (const Block& part : std::span(parts).subspan(1)) blanks.blank(part, ' ');
  }
};

void look_at_segment(ImageReader& in, const Block& segment, ExtendedXmp& extended, Blanks& blanks) {
  const std::string_view head =
      in.take(static_cast<std::size_t>(std::min<std::uint64_t>(segment.size, extended_xmp.size())));
  if (head.starts_with(exif)) {
    location_in_exif(segment.from(exif.size()), blanks);
  } else if (head.starts_with(xmp)) {
    location_in_xmp(segment.from(xmp.size()), blanks);
  } else if (head.starts_with(extended_xmp)) {
    extended.add(segment.from(extended_xmp.size() + part_head), blanks);
  } else if (head.starts_with(photoshop)) {
    location_in_photoshop(segment.from(photoshop.size()), blanks);
  }
}

// Metadata stand before the first scan. Where the file says that it has `several` pictures (CIPA DC-007), on
// to the end of this one, and whether it has one.
bool look_at_picture(ImageReader& in, bool& several, Blanks& blanks) {
  ExtendedXmp extended;
  bool ended = in.big(2) != 0xFFD8;
  while (!ended && in.skip_past('\xFF')) {
    const std::uint32_t code = code_after_fill(in);
    if (stands_alone(code)) continue;
    ended = code == end_of_image || code == start_of_image;
    if (ended || (code == start_of_scan && !several)) break;
    const std::uint64_t segment = in.position();
    const std::uint32_t length = in.big(2);
    if (!in.ok() || length < 2 || length - 2 > in.left()) break;
    if (code == application_1 || code == application_13) {
      look_at_segment(in, {segment + 2, length - 2}, extended, blanks);
    }
    if (code == application_2 && length >= 2 + several_pictures.size()) {
      several = in.take(several_pictures.size()) == several_pictures || several;
    }
    in.seek(segment + length);
  }
  extended.blank(blanks);
  return ended && in.ok();
}

// The next one behind a picture, as the second of a pair or a larger preview.
bool find_picture(ImageReader& in) {
  while (in.skip_past('\xFF') && in.left() >= 2) {
    const std::uint64_t found = in.position();
    const bool begins = in.big(2) == 0xD8FF;
    in.seek(begins ? found - 1 : found);
    if (begins) return true;
  }
  return false;
}

}  // namespace

void location_in_jpeg(const Block& file, Blanks& blanks) {
  ImageReader in = blanks.reader(file);
  bool several = false;
  while (look_at_picture(in, several, blanks) && find_picture(in)) continue;
}

}  // namespace media
