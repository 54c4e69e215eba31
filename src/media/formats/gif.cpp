// SPDX-License-Identifier: MIT
// GIF (87a, 89a): a screen descriptor, then extensions and pictures in counted sub-blocks, then a trailer.
#include "media/formats/image_formats.h"

namespace media {
namespace {

constexpr std::uint32_t extension = 0x21, picture = 0x2C, trailer = 0x3B;

void skip_colours(ByteReader& in, std::uint32_t flags) {
  if ((flags & 0x80U) != 0) in.skip(3ULL << ((flags & 7U) + 1));
}

void skip_sub_blocks(ByteReader& in) {
  while (const std::uint32_t length = in.read_be(1)) in.skip(length);
}

bool valid_picture(ByteReader& in) {
  in.skip(4);  // position on the screen
  const std::uint32_t width = in.read_le(2), height = in.read_le(2);
  skip_colours(in, in.read_be(1));
  const std::uint32_t code_bits = in.read_be(1);
  skip_sub_blocks(in);
  return in.sensible(width, height) && code_bits >= 1 && code_bits <= 11;
}

}  // namespace

bool whole_gif(ByteReader& in) {
  in.skip(6);
  const std::uint32_t width = in.read_le(2), height = in.read_le(2);
  if (!in.sensible(width, height)) return false;
  const std::uint32_t flags = in.read_be(1);
  in.skip(2);
  skip_colours(in, flags);
  bool pictures = false;
  while (in.left() > 0) {  // some writers omit the trailer, and viewers accept that
    const std::uint32_t block = in.read_be(1);
    if (block == trailer) break;
    if (block == extension) {
      in.skip(1);
      skip_sub_blocks(in);
    } else if (block == picture) {
      if (!valid_picture(in)) return false;
      pictures = true;
    }  // bytes between blocks are skipped, as in Pillow and browsers
  }
  return pictures && in.ok();
}

}  // namespace media
