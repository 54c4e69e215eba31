// SPDX-License-Identifier: MIT
// Finds locations in JPEG: in the segments before the first scan, and after it.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "media/formats/flir.h"
#include "media/formats/image_formats.h"
#include "media/formats/jpeg_markers.h"
#include "media/formats/location_formats.h"

namespace media {
namespace {

using namespace jpeg;

constexpr std::uint32_t application_1 = 0xE1, application_6 = 0xE6, application_13 = 0xED;
constexpr std::string_view exif = {"Exif\0\0", 6}, xmp = {"http://ns.adobe.com/xap/1.0/\0", 29},
                           extended_xmp = {"http://ns.adobe.com/xmp/extension/\0", 35},
                           photoshop = {"Photoshop 3.0\0", 14}, gopro_name = {"GoPro\0", 6};
constexpr std::uint64_t part_head = 40;  // of an extended packet: GUID, total length, offset
constexpr std::size_t max_parts = 1000;
constexpr int max_appended = 8;  // films, and files of FLIR records

// An XMP packet that is too long for one segment.
struct ExtendedXmp {
  std::vector<ByteRange> parts;
  XmpLocationSearch search;

  void add(const ByteRange& part, OverwritePlan& plan) {
    if (parts.size() == max_parts) return;
    parts.push_back(part);
    std::string text;
    for (ByteReader in = plan.reader(part); in.left() > 0;) text += in.read_available(in.left());
    search.add(text);
  }
  void blank(OverwritePlan& plan) const {
    if (!search.tells()) return;
    erase_xmp(parts.front(), plan);
    for (const ByteRange& part : std::span(parts).subspan(1)) plan.overwrite(part, ' ');
  }
};

// The metadata of one picture.
struct Metadata {
  ExtendedXmp extended;
  FlirRecords flir;

  void look_at(ByteReader& in, std::uint32_t code, const ByteRange& segment, OverwritePlan& plan) {
    const bool gopro = code == application_6;
    if (code != application_1 && code != application_13 && !gopro) return;
    const std::string head(
        in.take(static_cast<std::size_t>(std::min<std::uint64_t>(segment.size, extended_xmp.size()))));
    if (gopro) {
      if (head.starts_with(gopro_name)) location_in_gpmf(segment.from(gopro_name.size()), plan);
    } else if (head.starts_with(exif)) {
      location_in_exif(segment.from(exif.size()), plan);
    } else if (head.starts_with(xmp)) {
      location_in_xmp(segment.from(xmp.size()), plan);
    } else if (head.starts_with(extended_xmp)) {
      extended.add(segment.from(extended_xmp.size() + part_head), plan);
    } else if (head.starts_with(photoshop)) {
      location_in_photoshop(segment.from(photoshop.size()), plan);
    } else if (head.starts_with(FlirRecords::segment_name)) {
      flir.add(segment.from(FlirRecords::segment_head));
    }
  }
};

// Metadata precedes the first scan. The reader starts at the beginning of the picture. It ends after the
// picture, at the start of another one, or where parsing fails. With `to_scan`, it stops at the scan.
void look_at_picture(ByteReader& in, OverwritePlan& plan, bool to_scan = false) {
  Metadata metadata;
  bool in_scan = false;
  in.skip(2);
  while (!(in_scan && to_scan) && in.skip_scan()) {
    const std::uint32_t code = code_after_fill(in);
    if (stands_alone(code)) continue;
    if (code == start_of_image) in.seek(in.position() - 2);
    if (code == end_of_image || code == start_of_image) break;
    const std::uint64_t segment = in.position();
    const std::uint32_t length = in.read_be(2);
    if (!in.ok() || length < 2 || length - 2 > in.left()) break;
    in_scan = in_scan || code == start_of_scan;
    if (!in_scan) metadata.look_at(in, code, {segment + 2, length - 2}, plan);
    in.seek(segment + length);
  }
  metadata.extended.blank(plan);
  metadata.flir.blank_location(plan);
}

// Finds the next picture, such as the second of a pair or a larger preview.
bool find_picture(ByteReader& in) {
  while (in.skip_past('\xFF') && in.left() >= 2) {
    const std::uint64_t found = in.position();
    const bool begins = in.read_be(2) == 0xD8FF;
    in.seek(begins ? found - 1 : found);
    if (begins) return true;
  }
  return false;
}

// Returns where the next `text` begins.
std::optional<std::uint64_t> find_text(ByteReader& in, std::string_view text) {
  while (in.skip_past(text.front()) && in.left() >= text.size() - 1) {
    const std::uint64_t found = in.position();
    const bool same = in.take(text.size() - 1) == text.substr(1);
    in.seek(found);
    if (same) return found - 1;
  }
  return {};
}

// The films of motion photos. A film begins with an "ftyp" box.
void look_at_films(const ByteRange& trailer, OverwritePlan& plan) {
  constexpr std::uint64_t length_bytes = 4;
  ByteReader in = plan.reader(trailer);
  for (int films = 0; films < max_appended; ++films) {
    const auto type = find_text(in, "ftyp");
    if (!type) return;
    if (*type >= trailer.at + length_bytes) {
      location_in_mp4(trailer.from(*type - length_bytes - trailer.at), plan);
    }
  }
}

void look_at_records(const ByteRange& trailer, OverwritePlan& plan) {
  ByteReader in = plan.reader(trailer);
  for (int files = 0; files < max_appended; ++files) {
    const auto begin = find_text(in, FlirRecords::signature);
    if (!begin) return;
    FlirRecords records;
    records.add(trailer.from(*begin - trailer.at));
    records.blank_location(plan);
  }
}

}  // namespace

// Searches whatever phones append after the first picture, or after its scan if it has no end marker. A
// reader at the end of the file finds nothing more.
void location_in_jpeg(const ByteRange& file, std::uint64_t picture_end, OverwritePlan& plan) {
  ByteReader in = plan.reader(file);
  const bool known = picture_end > 0;
  look_at_picture(in, plan, known);
  if (!known) picture_end = in.ok() ? in.position() : end_of_scan(plan.reader(file)).value_or(file.end());
  const ByteRange trailer = file.from(picture_end - file.at);
  ByteReader pictures = plan.reader(trailer);
  while (find_picture(pictures)) look_at_picture(pictures, plan);
  look_at_films(trailer, plan);
  look_at_records(trailer, plan);
  location_in_afcp(file, picture_end, plan);
}

}  // namespace media
