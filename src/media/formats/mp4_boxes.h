// SPDX-License-Identifier: MIT
#pragma once

// Iterates over the boxes of ISO base media files and QuickTime (ISO/IEC 14496-12, 4.2).
// Throws: base::DiskError.

#include <functional>
#include <string>

#include "media/formats/overwrite_plan.h"

namespace media {

struct Box {
  std::string type;
  std::uint64_t type_at = 0;
  ByteRange content;
  bool to_the_end = false;  // the box has no stated length
};

// Calls `call` with each box in order. Stops at the first box that does not fit.
void each_box(ByteReader in, const std::function<void(const Box&)>& call);
void each_box(const ByteRange& block, OverwritePlan& plan, const std::function<void(const Box&)>& call);

void make_free(const Box& box, OverwritePlan& plan);  // zeroes the box; readers skip it

}  // namespace media
