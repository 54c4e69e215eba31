// SPDX-License-Identifier: MIT
// WebP (RFC 9649): a RIFF file of chunks. The picture is in one of them (VP8, VP8L) or in animation frames.
#include <algorithm>
#include <string>

#include "media/formats/image_formats.h"
#include "media/formats/location_formats.h"

namespace media {
namespace {

// RFC 6386 §9.1: a frame tag with the size of the first partition, a start code, and width and height of 14
// bits each.
bool valid_lossy(ByteReader& in, std::uint32_t length) {
  constexpr std::uint32_t head = 10, size_bits = 0x3FFF;
  const std::uint32_t tag = in.read_le(3), start = in.read_be(3), width = in.read_le(2),
                      height = in.read_le(2);
  return length > head && (tag & 1U) == 0 && (tag >> 5) <= length - head && start == 0x9D012A &&
         in.sensible(width & size_bits, height & size_bits);
}

bool valid_lossless(ByteReader& in, std::uint32_t length) {
  constexpr std::uint32_t head = 5, size_bits = 0x3FFF;
  const std::uint32_t signature = in.read_be(1), fields = in.read_le(4);
  const std::uint32_t version = fields >> 29;
  return length > head && signature == 0x2F && version == 0 &&
         in.sensible((fields & size_bits) + 1, (fields >> 14 & size_bits) + 1);
}

bool valid_canvas(ByteReader& in, std::uint32_t length) {
  in.skip(4);
  const std::uint32_t width = in.read_le(3) + 1, height = in.read_le(3) + 1;
  return length >= 10 && in.sensible(width, height);
}

bool valid_chunk(ByteReader& in, std::string_view type, std::uint32_t length) {
  constexpr std::uint32_t min_frame = 24;
  if (type == "VP8 ") return valid_lossy(in, length);
  if (type == "VP8L") return valid_lossless(in, length);
  if (type == "VP8X") return valid_canvas(in, length);
  return type != "ANMF" || length > min_frame;
}

}  // namespace

bool whole_webp(ByteReader& in) {
  in.skip(4);
  const std::uint64_t end = 8 + std::uint64_t{in.read_le(4)};
  in.skip(4);
  bool picture = false;
  while (in.ok() && in.position() < end) {
    const std::string type(in.take(4));
    const std::uint32_t length = in.read_le(4);
    const std::uint64_t next = in.position() + length;
    if (next > end || !valid_chunk(in, type, length)) return false;
    picture = picture || type == "VP8 " || type == "VP8L" || type == "ANMF";
    in.seek(std::min(next + length % 2, end));
  }
  return picture && in.ok();
}

void location_in_webp(const ByteRange& file, OverwritePlan& plan) {
  ByteReader in = plan.reader(file);
  in.skip(12);
  while (in.left() >= 8) {
    const std::string type(in.take(4));
    const std::uint32_t length = in.read_le(4);
    if (length > in.left()) return;
    const ByteRange content{in.position(), length};
    if (type == "EXIF") location_in_exif(skip_exif_header(content, plan), plan);
    if (type == "XMP ") location_in_xmp(content, plan);
    in.skip(std::min<std::uint64_t>(length + length % 2, in.left()));
  }
}

}  // namespace media
