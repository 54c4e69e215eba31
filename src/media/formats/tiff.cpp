// SPDX-License-Identifier: MIT
// TIFF 6.0: a directory of entries, in either byte order; two of them list where the pixels are. Only the
// first directory is read, so chains and loops of directories cost nothing.
#include <array>

#include "media/formats/image_formats.h"

namespace media {
namespace {

using Decode = std::uint32_t (*)(std::string_view);

// The values of an entry, wherever in the file they are.
struct Numbers {
  std::uint64_t at = 0;
  std::uint32_t count = 0;
  std::size_t bytes = 0;  // size of each value
};

struct Directory {
  Numbers width, height, offsets, lengths;
  bool complete = true;  // all values are in the file
};

constexpr std::array<std::uint32_t, 14> type_bytes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

Numbers read_numbers(ByteReader& in, Decode decode) {
  const std::uint32_t type = decode(in.take(2)), count = decode(in.take(4));
  const std::uint64_t here = in.position();
  const std::uint32_t elsewhere = decode(in.take(4));
  if (type == 0 || type >= type_bytes.size()) return {};
  const std::size_t bytes = type_bytes[type];
  return {std::uint64_t{count} * bytes <= 4 ? here : elsewhere, count, bytes};
}

Directory read_directory(ByteReader& in, Decode decode) {
  Directory directory;
  for (std::uint32_t entries = decode(in.take(2)); entries > 0 && in.ok(); --entries) {
    const std::uint32_t tag = decode(in.take(2));
    const Numbers numbers = read_numbers(in, decode);
    if (numbers.at + std::uint64_t{numbers.count} * numbers.bytes > in.size()) directory.complete = false;
    if (tag == 256) directory.width = numbers;
    if (tag == 257) directory.height = numbers;
    if (tag == 273 || tag == 324) directory.offsets = numbers;  // of strips or tiles
    if (tag == 279 || tag == 325) directory.lengths = numbers;
  }
  in.skip(4);  // offset of the next directory
  return directory;
}

std::uint32_t first(ByteReader& in, const Numbers& numbers, Decode decode) {
  in.seek(numbers.at);
  return decode(in.take(numbers.bytes));
}

bool pixels_fit(const ByteReader& in, const Directory& directory, Decode decode) {
  const std::uint32_t count = directory.offsets.count;
  if (count == 0 || directory.lengths.count != count) return false;
  ByteReader offsets = in, lengths = in;  // two readers, because each list is read sequentially
  offsets.seek(directory.offsets.at);
  lengths.seek(directory.lengths.at);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t offset = decode(offsets.take(directory.offsets.bytes));
    const std::uint64_t length = decode(lengths.take(directory.lengths.bytes));
    if (offset + length > in.size()) return false;
  }
  return true;
}

}  // namespace

bool whole_tiff(ByteReader& in) {
  const Decode decode = in.take(2) == "II" ? little_endian : big_endian;
  in.skip(2);
  in.seek(decode(in.take(4)));
  const Directory directory = read_directory(in, decode);
  if (!in.ok() || !directory.complete || directory.width.count != 1 || directory.height.count != 1)
    return false;
  const std::uint32_t width = first(in, directory.width, decode),
                      height = first(in, directory.height, decode);
  return in.sensible(width, height) && pixels_fit(in, directory, decode);
}

}  // namespace media
