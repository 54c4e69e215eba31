// SPDX-License-Identifier: MIT
#include "media/formats/flir.h"

#include <algorithm>
#include <string>

namespace media {
namespace {

constexpr std::uint64_t entry_bytes = 32;
constexpr std::size_t header_bytes = 64;
constexpr std::uint32_t place_record = 0x2B, max_records = 100;

}  // namespace

void FlirRecords::add(const ByteRange& piece) {
  if (pieces_.size() < max_pieces) pieces_.push_back(piece);
}

// Calls `call` with each range of the file that holds a part of `wanted`.
template <class Call>
void FlirRecords::each_part(ByteRange wanted, Call call) const {
  std::uint64_t before = 0;
  for (const ByteRange& piece : pieces_) {
    if (wanted.size > 0 && wanted.at >= before && wanted.at < before + piece.size) {
      const ByteRange rest = piece.from(wanted.at - before);
      const std::uint64_t size = std::min(rest.size, wanted.size);
      call(ByteRange{rest.at, size});
      wanted = {wanted.at + size, wanted.size - size};
    }
    before += piece.size;
  }
}

std::string FlirRecords::read(std::uint64_t at, std::size_t count, OverwritePlan& plan) const {
  std::string bytes;
  each_part({at, count}, [&](const ByteRange& part) {
    for (ByteReader in = plan.reader(part); in.left() > 0;) bytes += in.read_available(in.left());
  });
  bytes.resize(count, '\0');
  return bytes;
}

void FlirRecords::blank_location(OverwritePlan& plan) const {
  if (pieces_.empty()) return;
  const std::string header = read(0, header_bytes, plan);
  if (!header.starts_with(signature)) return;
  const auto field = [](std::string_view bytes, std::size_t at, bool big) {
    return big ? big_endian(bytes.substr(at, 4)) : little_endian(bytes.substr(at, 4));
  };
  const std::uint32_t version = field(header, 0x14, true);
  const bool big = version >= 100 && version < 200;
  const std::uint64_t directory = field(header, 0x18, big);
  const std::uint32_t records = std::min(field(header, 0x1C, big), max_records);
  for (std::uint32_t i = 0; i < records; ++i) {
    const std::string entry = read(directory + i * entry_bytes, entry_bytes, plan);
    const std::string_view type = std::string_view(entry).substr(0, 2);
    if ((big ? big_endian(type) : little_endian(type)) != place_record) continue;
    const ByteRange record{field(entry, 0x0C, big), field(entry, 0x10, big)};
    each_part(record, [&](const ByteRange& part) { plan.overwrite(part, '\0'); });
  }
}

}  // namespace media
