// SPDX-License-Identifier: MIT
// PNG (ISO/IEC 15948): a signature, then chunks of length, type, data and checksum, from IHDR to IEND.
#include <array>
#include <string>

#include "media/formats/crc32.h"
#include "media/formats/image_formats.h"

namespace media {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1A\n";
constexpr std::uint32_t header_bytes = 13;

// The depths that each colour type allows, as a bit mask.
constexpr std::array<std::uint32_t, 7> depths = {
    1 | 2 | 4 | 8 | 16, 0, 8 | 16, 1 | 2 | 4 | 8, 8 | 16, 0, 8 | 16};

bool valid_fields(ByteReader& in, std::string_view fields) {
  const auto byte = [&](std::size_t at) { return big_endian(fields.substr(at, 1)); };
  const std::uint32_t depth = byte(8), colour = byte(9), compression = byte(10), filter = byte(11),
                      interlace = byte(12);
  const bool one_depth = depth != 0 && (depth & (depth - 1)) == 0;
  return in.sensible(big_endian(fields.substr(0, 4)), big_endian(fields.substr(4, 4))) &&
         colour < depths.size() && one_depth && (depths[colour] & depth) != 0 && compression == 0 &&
         filter == 0 && interlace <= 1;
}

bool valid_header(ByteReader& in) {
  if (in.read_be(4) != header_bytes) return false;
  const std::string chunk(in.take(4 + header_bytes));
  return chunk.starts_with("IHDR") && valid_fields(in, std::string_view(chunk).substr(4)) &&
         in.read_be(4) == crc32(chunk);
}

bool checksum_holds(ByteReader& in, std::string_view type, std::uint64_t length) {
  if (length > in.left()) return false;
  std::uint32_t sum = crc32(type);
  while (length > 0) {
    const std::string_view piece = in.read_available(length);
    sum = crc32(piece, sum);
    length -= piece.size();
  }
  return in.read_be(4) == sum;
}

}  // namespace

bool whole_png(ByteReader& in) {
  if (in.take(signature.size()) != signature || !valid_header(in)) return false;
  bool pixels = false;
  while (in.ok()) {
    const std::uint32_t length = in.read_be(4);
    const std::string type(in.take(4));
    if (!checksum_holds(in, type, length)) return false;
    if (type == "IEND") return pixels && length == 0 && in.ok();
    pixels = pixels || (type == "IDAT" && length > 0);
  }
  return false;
}

}  // namespace media
