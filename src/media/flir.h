// SPDX-License-Identifier: MIT
#pragma once

// FLIR's thermal cameras: a file of records ("FFF") in pieces, each in a segment of a JPEG. One record says
// where it was taken.

#include <vector>

#include "media/blanks.h"

namespace media {

class FlirRecords {
 public:
  static constexpr std::string_view segment_name{"FLIR\0", 5};

  void add(const Block& segment);             // in their order; at most most_pieces count
  void blank_location(Blanks& blanks) const;  // throws base::DiskError

 private:
  static constexpr std::size_t most_pieces = 256;

  std::string read(std::uint64_t at, std::size_t count, Blanks& blanks) const;
  template <class Call>
  void each_part(Block wanted, Call call) const;

  std::vector<Block> pieces_;
};

}  // namespace media
