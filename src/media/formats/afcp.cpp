// SPDX-License-Identifier: MIT
// AXS File Concatenation Protocol: a trailer that ends with the offset of its start, where its content is
// listed. Of that content, IPTC may contain a location. Pictures in it are found like other appended
// pictures.
#include "media/formats/location_formats.h"

namespace media {
namespace {

constexpr std::uint64_t record_bytes = 12;  // size of the header, of each entry and of the end record

}  // namespace

void location_in_afcp(const ByteRange& file, std::uint64_t picture_end, OverwritePlan& plan) {
  if (file.size < 2 * record_bytes) return;
  ByteReader end = plan.reader(file.from(file.size - record_bytes));
  const std::string mark(end.take(4));
  if (mark != "AXS!" && mark != "AXS*") return;
  const auto decode = mark == "AXS!" ? big_endian : little_endian;
  const std::uint64_t begin = decode(end.take(4));
  ByteReader in = plan.reader(file.from(begin));
  if (in.take(mark.size()) != mark) return;
  in.skip(2);
  const std::uint32_t entries = decode(in.take(2));
  in.skip(4);
  for (std::uint32_t i = 0; i < entries && in.ok(); ++i) {
    const bool iptc = in.take(4) == "IPTC";
    const std::uint64_t size = decode(in.take(4)), at = decode(in.take(4));
    const bool fits = at >= picture_end && at <= file.size && size <= file.size - at;
    if (iptc && fits) location_in_iptc({file.at + at, size}, plan);
  }
}

}  // namespace media
