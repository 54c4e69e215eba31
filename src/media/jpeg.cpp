// SPDX-License-Identifier: MIT
// JPEG (ITU T.81): markers, each 0xFF and a code, most with a segment of a stated length behind them. Between
// them stands the coded picture, in which 0xFF is followed by zero or by a restart marker.
#include "media/image_formats.h"

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

}  // namespace media
