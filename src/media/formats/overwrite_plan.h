// SPDX-License-Identifier: MIT
#pragma once

// Collects the overwrites of a file before any byte changes. Sizes and offsets never change. Ranges that
// already have the wanted content are skipped, so the plan for a processed file is empty. A plan over `most`
// edits or `max_readers` readers is empty: no photo needs as many, and a crafted one costs no more.
// Thread safety: one thread at a time. The descriptor must outlive the plan.
// Crash safety: content is overwritten, and synced if requested, before the structure that leads to it. An
// interrupted overwrite can therefore be repeated.
// Throws: base::DiskError.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "media/formats/byte_reader.h"

namespace media {

struct ByteRange {
  std::uint64_t at = 0;
  std::uint64_t size = 0;

  std::uint64_t end() const { return at + size; }
  bool overlaps(const ByteRange& other) const { return at < other.end() && other.at < end(); }
  ByteRange from(std::uint64_t offset) const { return {at + offset, offset > size ? 0 : size - offset}; }
};

// Returns a reader from the start of a range to its end.
ByteReader reader_of(int descriptor, const ByteRange& block);

class OverwritePlan {
 public:
  static constexpr std::size_t most = 1000, max_readers = 10'000;

  explicit OverwritePlan(int descriptor) : descriptor_(descriptor) {}

  // Reads the current file from the start of the range to its end. Reads nothing once the plan is over its
  // limits.
  ByteReader reader(const ByteRange& block);

  // Writes `text` and fills the rest of the range with `filler`.
  void overwrite(const ByteRange& block, char filler, std::string_view text = {});  // content
  void overwrite_structure(const ByteRange& block, char filler,
                           std::string_view text = {});  // structure that leads to content
  // Recomputes the PNG checksum that follows the range, after all other edits.
  void recompute_crc(const ByteRange& block, bool changed);

  // For ranges too numerous to collect. `walk` calls `found` with each range, the same ones on each run, and
  // stops when it returns false. It runs now and again in apply(), on the descriptor that it is given.
  using Found = std::function<bool(const ByteRange&, char filler)>;
  using Walk = std::function<void(int descriptor, const Found& found)>;
  void sweep(Walk walk);

  bool empty() const { return count() == 0; }
  std::size_t count() const;

  // The descriptor must be open for reading and writing. If `synced`, all edits are durable on return.
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
  std::vector<Walk> walks_;  // edits of content
  std::size_t readers_ = 0;
  bool too_many_ = false;
};

}  // namespace media
