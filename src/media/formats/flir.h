// SPDX-License-Identifier: MIT
#pragma once

// Metadata of FLIR thermal cameras: a file of records ("FFF"), appended to a JPEG or split across its
// segments. One record holds the location.
// Thread safety: one thread at a time.
// Throws: base::DiskError where noted.

#include <vector>

#include "media/formats/overwrite_plan.h"

namespace media {

class FlirRecords {
 public:
  static constexpr std::string_view segment_name{"FLIR\0", 5}, signature{"FFF\0", 4};
  static constexpr std::uint64_t segment_head = 8;  // bytes before the piece in a segment

  void add(const ByteRange& piece);                // in file order; pieces beyond max_pieces are ignored
  void blank_location(OverwritePlan& plan) const;  // throws base::DiskError

 private:
  static constexpr std::size_t max_pieces = 256;

  std::string read(std::uint64_t at, std::size_t count, OverwritePlan& plan) const;
  template <class Call>
  void each_part(ByteRange wanted, Call call) const;

  std::vector<ByteRange> pieces_;
};

}  // namespace media
