// SPDX-License-Identifier: MIT
#pragma once

// The boxes of ISO base media files and QuickTime (ISO/IEC 14496-12, 4.2). Throws base::DiskError.

#include <functional>
#include <string>

#include "media/formats/overwrite_plan.h"

namespace media {

struct Box {
  std::string type;
  std::uint64_t type_at = 0;
  Block content;
  bool to_the_end = false;  // its length is not stated
};

// Of the boxes in a block, one after the other, up to the first that does not fit.
void each_box(ImageReader in, const std::function<void(const Box&)>& call);
void each_box(const Block& block, Blanks& blanks, const std::function<void(const Box&)>& call);

void make_free(const Box& box, Blanks& blanks);  // a box that readers pass over, of zeros

}  // namespace media
