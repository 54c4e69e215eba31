// SPDX-License-Identifier: MIT
#pragma once

// What is to be overwritten in a file, gathered before a byte is touched.
//
// Nothing moves and nothing becomes longer or shorter. What is already as it shall be is not gathered, so
// whoever looks again at a file that was blanked gathers nothing. A file that was blanked half, by a crash,
// is one that can be looked at again: what is said comes first, and is on the drive before the structure that
// leads to it is changed. A file in which more than `most` places or readers are asked for has none gathered:
// no photo needs as many, and one made to need them costs no more. One thread; the descriptor outlives it.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "media/formats/byte_reader.h"

namespace media {

// A part of a file.
struct ByteRange {
  std::uint64_t at = 0;
  std::uint64_t size = 0;

  std::uint64_t end() const { return at + size; }
  bool overlaps(const ByteRange& other) const { return at < other.end() && other.at < end(); }
  ByteRange from(std::uint64_t offset) const { return {at + offset, offset > size ? 0 : size - offset}; }
};

// From the beginning of a block to its end.
ByteReader reader_of(int descriptor, const ByteRange& block);

class OverwritePlan {
 public:
  static constexpr std::size_t most = 1000, max_readers = 10'000;

  explicit OverwritePlan(int descriptor) : descriptor_(descriptor) {}

  // Of the file as it is: from the beginning of the block to its end; of nothing when there were too many.
  // Throws base::DiskError, as all here.
  ByteReader reader(const ByteRange& block);

  // `text`, and as many of `filler` behind it as the block has room for.
  void overwrite(const ByteRange& block, char filler, std::string_view text = {});  // what is said
  void overwrite_structure(const ByteRange& block, char filler,
                           std::string_view text = {});  // what leads to it
  // PNG's, of the block, right behind it. It is put right once all else is done.
  void recompute_crc(const ByteRange& block, bool changed);

  // For places too many to be gathered: `walk` calls `found` with each, ever again the same ones, and stops
  // when it returns false. It is called now, and when all is carried out; it reads the descriptor it is
  // given.
  using Found = std::function<bool(const ByteRange&, char filler)>;
  using Walk = std::function<void(int descriptor, const Found& found)>;
  void sweep(Walk walk);

  bool empty() const { return count() == 0; }
  std::size_t count() const;

  // To a descriptor that can be read and written. When `synced`, all is on the drive when it returns.
  void apply(int descriptor, bool synced) const;

 private:
  struct Edit {
    ByteRange block;
    char filler = '\0';
    std::string text;
  };

  void add(std::vector<Edit>& edits, Edit edit);

  int descriptor_;
  std::vector<Edit> said_, structure_;
  std::vector<ByteRange> sums_;
  std::vector<Walk> walks_;  // of what is said
  std::size_t readers_ = 0;
  bool too_many_ = false;
};

}  // namespace media
