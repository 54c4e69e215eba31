// SPDX-License-Identifier: MIT
#include "media/formats/mp4_boxes.h"

namespace media {

void each_box(ByteReader in, const std::function<void(const Box&)>& call) {
  while (in.left() >= 8) {
    const std::uint64_t begin = in.position();
    std::uint64_t size = in.read_be(4);
    Box box{std::string(in.take(4)), begin + 4, {}};
    if (size == 1) {
      const std::uint64_t high = in.read_be(4);
      size = high << 32 | in.read_be(4);
    } else if (size == 0) {
      box.to_the_end = true;
      size = in.size() - begin;
    }
    const std::uint64_t head = in.position() - begin;
    if (!in.ok() || size < head || size > in.size() - begin) return;
    box.content = {in.position(), size - head};
    call(box);
    in.seek(begin + size);
  }
}

void each_box(const ByteRange& block, OverwritePlan& plan, const std::function<void(const Box&)>& call) {
  each_box(plan.reader(block), call);
}

// Media data is addressed by its offset from the start of the file, so nothing may move.
void make_free(const Box& box, OverwritePlan& plan) {
  constexpr std::string_view free_box = "free";
  plan.overwrite(box.content, '\0');
  plan.overwrite_structure({box.type_at, free_box.size()}, '\0', free_box);
}

}  // namespace media
