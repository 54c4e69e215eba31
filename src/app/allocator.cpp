// SPDX-License-Identifier: MIT
#include "app/allocator.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace app {

void configure_allocator() {
#ifdef __GLIBC__
  // An arena keeps what was freed in the middle of it: dozens of threads have some for themselves otherwise, and two
  // together may keep twice what is counted. The buffers of large requests are mapped for this reason.
  constexpr int arenas = 2;
  // Large blocks are mapped, and unmapped when they are freed. To set a threshold also stops glibc from
  // raising both by itself, up to 32 and 64 MB.
  constexpr int mapped_from = 32 * 1024, trimmed_from = 512 * 1024;
  mallopt(M_ARENA_MAX, arenas);
  mallopt(M_MMAP_THRESHOLD, mapped_from);
  mallopt(M_TRIM_THRESHOLD, trimmed_from);
#endif
}

}  // namespace app
