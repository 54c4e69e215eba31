// SPDX-License-Identifier: MIT
// JPEG (ITU T.81): markers of 0xFF and a code, most of them followed by a segment with a stated length.
// Entropy-coded data lies between markers; in it, a zero or a restart marker follows each 0xFF.
#include "media/formats/image_formats.h"
#include "media/formats/jpeg_markers.h"

namespace media {
namespace {

using namespace jpeg;

bool valid_frame(ByteReader& in, std::uint32_t length) {
  const std::uint32_t precision = in.read_be(1), height = in.read_be(2), width = in.read_be(2),
                      components = in.read_be(1);
  return length == 8 + 3 * components && components >= 1 && components <= 4 && precision >= 2 &&
         precision <= 16 && in.sensible(width, height);
}

bool valid_scan(ByteReader& in, std::uint32_t length) {
  const std::uint32_t components = in.read_be(1);
  return length == 6 + 2 * components && components >= 1 && components <= 4;
}

// A marker after the first scan shows that the scan is complete, unless appended data looks like a marker.
enum class Walk { broken, cut, scan, ended };

Walk walk(ByteReader& in) {
  if (in.read_be(2) != 0xFFD8) return Walk::broken;
  bool frame = false;
  Walk so_far = Walk::broken;
  while (in.skip_scan()) {
    const std::uint32_t code = code_after_fill(in);
    if (stands_alone(code)) continue;
    if (code == end_of_image && in.ok() && so_far != Walk::broken) return Walk::ended;
    if (code == end_of_image || code == start_of_image) break;
    const std::uint64_t segment = in.position();
    const std::uint32_t length = in.read_be(2);
    if (length < 2) break;
    if (is_frame(code) && !valid_frame(in, length)) break;
    if (code == start_of_scan) {
      if (!frame || !valid_scan(in, length) || !in.ok()) break;
      so_far = so_far == Walk::broken ? Walk::cut : Walk::scan;
    }
    frame = frame || is_frame(code);
    in.seek(segment + length);
  }
  return so_far;
}

}  // namespace

// Skips bytes between segments that are not markers, as all viewers do: some cameras leave such bytes. Other
// cameras omit the end marker.
bool whole_jpeg(ByteReader& in) {
  const ByteReader from_begin = in;
  const Walk found = walk(in);
  if (found == Walk::cut) return end_of_scan(from_begin).has_value();
  return found != Walk::broken;
}

}  // namespace media
