// SPDX-License-Identifier: MIT
// BMP: a file header, one of several information headers identified by its length, and rows of pixels.
#include <algorithm>
#include <array>

#include "media/formats/image_formats.h"

namespace media {
namespace {

constexpr std::uint32_t file_header = 14, core_header = 12;
constexpr std::array<std::uint32_t, 7> headers = {core_header, 40, 52, 56, 64, 108, 124};
constexpr std::array<std::uint32_t, 6> depths = {1, 4, 8, 16, 24, 32};
enum Compression : std::uint32_t { rgb, rle8, rle4, bit_fields, alpha_bit_fields = 6 };

bool is_packed(std::uint32_t compression) { return compression == rle8 || compression == rle4; }

bool is_plain(std::uint32_t compression) {
  return compression == rgb || compression == bit_fields || compression == alpha_bit_fields;
}

// A negative height means that the rows are stored from top to bottom.
std::uint32_t magnitude(std::uint32_t height) { return height >> 31 != 0 ? 0U - height : height; }

}  // namespace

bool whole_bmp(ByteReader& in) {
  in.skip(10);
  const std::uint32_t pixels = in.read_le(4), header = in.read_le(4);
  if (std::ranges::find(headers, header) == headers.end() || pixels < file_header + header) return false;
  const std::size_t size_bytes = header == core_header ? 2 : 4;
  const std::uint32_t width = in.read_le(size_bytes), height = magnitude(in.read_le(size_bytes));
  const std::uint32_t planes = in.read_le(2), depth = in.read_le(2);
  const std::uint32_t compression = header == core_header ? std::uint32_t{rgb} : in.read_le(4);
  if (!in.ok() || !in.sensible(width, height) || planes != 1 ||
      std::ranges::find(depths, depth) == depths.end() || pixels >= in.size()) {
    return false;
  }
  const std::uint64_t row = (std::uint64_t{width} * depth + 31) / 32 * 4;
  return is_packed(compression) || (is_plain(compression) && row * height <= in.size() - pixels);
}

}  // namespace media
