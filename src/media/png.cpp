// SPDX-License-Identifier: MIT
// PNG (ISO/IEC 15948): a signature, then chunks of length, type, data and checksum, from IHDR to IEND.
#include <algorithm>
#include <array>
#include <string>

#include "media/crc32.h"
#include "media/image_formats.h"
#include "media/location_formats.h"

namespace media {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1A\n";
constexpr std::uint32_t header_bytes = 13;

// One bit for each depth that goes with a colour type.
constexpr std::array<std::uint32_t, 7> depths = {
    1 | 2 | 4 | 8 | 16, 0, 8 | 16, 1 | 2 | 4 | 8, 8 | 16, 0, 8 | 16};

bool valid_fields(ImageReader& in, std::string_view fields) {
  const auto byte = [&](std::size_t at) { return big_endian(fields.substr(at, 1)); };
  const std::uint32_t depth = byte(8), colour = byte(9), compression = byte(10), filter = byte(11),
                      interlace = byte(12);
  const bool one_depth = depth != 0 && (depth & (depth - 1)) == 0;
  return in.sensible(big_endian(fields.substr(0, 4)), big_endian(fields.substr(4, 4))) &&
         colour < depths.size() && one_depth && (depths[colour] & depth) != 0 && compression == 0 &&
         filter == 0 && interlace <= 1;
}

bool valid_header(ImageReader& in) {
  if (in.big(4) != header_bytes) return false;
  const std::string chunk(in.take(4 + header_bytes));
  return chunk.starts_with("IHDR") && valid_fields(in, std::string_view(chunk).substr(4)) &&
         in.big(4) == crc32(chunk);
}

bool checksum_holds(ImageReader& in, std::string_view type, std::uint64_t length) {
  if (length > in.left()) return false;
  std::uint32_t sum = crc32(type);
  while (length > 0) {
    const std::string_view piece = in.some(length);
    sum = crc32(piece, sum);
    length -= piece.size();
  }
  return in.big(4) == sum;
}

constexpr std::string_view xmp_keyword = {"XML:com.adobe.xmp\0", 18}, raw_profile = "Raw profile type ";
constexpr std::size_t most_of_head = 32;
constexpr std::string_view nobodys = "blNk";  // ancillary, private: readers pass it over

// What cannot be looked into. `chunk` is type and data.
void hide(const Block& chunk, Blanks& blanks) {
  blanks.blank(chunk.from(nobodys.size()), '\0');
  blanks.restructure({chunk.at, nobodys.size()}, '\0', nobodys);
}

// Behind the keyword: whether it is compressed and how, a language, the keyword in that, the text.
void look_at_xmp(const Block& chunk, const Block& data, Blanks& blanks) {
  ImageReader in = blanks.reader(data.from(xmp_keyword.size()));
  const bool compressed = in.big(1) != 0;
  in.skip(1);
  const bool complete = in.skip_past('\0') && in.skip_past('\0');
  if (compressed) return hide(chunk, blanks);
  if (complete) location_in_xmp({in.position(), in.left()}, blanks);
}

// `head` is how it begins, its type and a keyword.
void look_at_chunk(std::string_view head, const Block& chunk, Blanks& blanks) {
  const std::string_view type = head.substr(0, 4), keyword = head.substr(4);
  const bool text = type == "iTXt" || type == "tEXt" || type == "zTXt";
  const bool profile = text && keyword.starts_with(raw_profile);
  const bool xmp = type == "iTXt" && keyword.starts_with(xmp_keyword);
  if (type != "eXIf" && type != nobodys && !profile && !xmp) return;
  const Block data = chunk.from(4);
  const std::size_t before = blanks.count();
  if (type == "eXIf") location_in_exif(behind_exif_name(data, blanks), blanks);
  if (profile) hide(chunk, blanks);
  if (xmp) look_at_xmp(chunk, data, blanks);
  blanks.sum_up(chunk, blanks.count() != before);
}

}  // namespace

void location_in_png(const Block& file, Blanks& blanks) {
  ImageReader in = blanks.reader(file);
  if (in.take(signature.size()) != signature) return;
  while (in.left() >= 12) {
    const std::uint64_t length = in.big(4);
    const std::uint64_t chunk = in.position();
    if (4 + length + 4 > in.left()) return;
    const std::string head(
        in.take(static_cast<std::size_t>(std::min<std::uint64_t>(4 + length, most_of_head))));
    look_at_chunk(head, {chunk, 4 + length}, blanks);
    in.seek(chunk + 4 + length + 4);
  }
}

bool whole_png(ImageReader& in) {
  if (in.take(signature.size()) != signature || !valid_header(in)) return false;
  bool pixels = false;
  while (in.ok()) {
    const std::uint32_t length = in.big(4);
    const std::string type(in.take(4));
    if (!checksum_holds(in, type, length)) return false;
    if (type == "IEND") return pixels && length == 0 && in.ok();
    pixels = pixels || (type == "IDAT" && length > 0);
  }
  return false;
}

}  // namespace media
