// SPDX-License-Identifier: MIT
// JPEG (ITU T.81): markers, each 0xFF and a code, most with a segment of a stated length behind them. Between
// them stands the coded picture, in which 0xFF is followed by zero or by a restart marker.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "media/image_formats.h"
#include "media/location_formats.h"

namespace media {
namespace {

constexpr std::uint32_t huffman_tables = 0xC4, reserved = 0xC8, conditioning = 0xCC;
constexpr std::uint32_t start_of_image = 0xD8, end_of_image = 0xD9, start_of_scan = 0xDA;

bool is_frame(std::uint32_t code) {
  return code >= 0xC0 && code <= 0xCF && code != huffman_tables && code != reserved && code != conditioning;
}

// A stuffed zero, TEM and the restart markers: nothing belongs to them.
bool stands_alone(std::uint32_t code) { return code <= 0x01 || (code >= 0xD0 && code <= 0xD7); }

std::uint32_t code_after_fill(ImageReader& in) {
  std::uint32_t code = 0xFF;
  while (code == 0xFF) code = in.big(1);
  return code;
}

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

bool valid_frame(ImageReader& in, std::uint32_t length) {
  const std::uint32_t precision = in.big(1), height = in.big(2), width = in.big(2), components = in.big(1);
  return length == 8 + 3 * components && components >= 1 && components <= 4 && precision >= 2 &&
         precision <= 16 && sensible(width, height);
}

bool valid_scan(ImageReader& in, std::uint32_t length) {
  const std::uint32_t components = in.big(1);
  return length == 6 + 2 * components && components >= 1 && components <= 4;
}

}  // namespace

// Bytes between segments that are no marker are passed over, as all viewers do: some cameras leave them.
bool whole_jpeg(ImageReader& in) {
  if (in.big(2) != 0xFFD8) return false;
  bool frame = false, scan = false;
  while (in.skip_past('\xFF')) {
    const std::uint32_t code = code_after_fill(in);
    if (stands_alone(code)) continue;
    if (code == end_of_image) return scan && in.ok();
    if (code == start_of_image) return false;
    const std::uint64_t segment = in.position();
    const std::uint32_t length = in.big(2);
    if (length < 2) return false;
    if (is_frame(code) && !valid_frame(in, length)) return false;
    if (code == start_of_scan && !(frame && valid_scan(in, length))) return false;
    frame = frame || is_frame(code);
    scan = scan || code == start_of_scan;
    in.seek(segment + length);
  }
  return false;
}

void location_in_jpeg(const Block& file, Blanks& blanks) {
  ImageReader in = blanks.reader(file);
  bool several = false;
  while (look_at_picture(in, several, blanks) && find_picture(in)) continue;
}

}  // namespace media
