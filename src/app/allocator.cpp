// SPDX-License-Identifier: MIT
#include "app/allocator.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace app {

void configure_allocator() {
#ifdef __GLIBC__
  // glibc creates an arena per thread by default, and each retains memory freed in its middle. Two arenas
  // together may retain twice the counted bytes. Therefore the buffers of large requests are mapped.
  constexpr int arenas = 2;
  // Large blocks are mapped, and unmapped when freed. Setting a threshold also disables glibc's dynamic
  // adjustment, which raises both up to 32 and 64 MB.
  constexpr int mapped_from = 32 * 1024, trimmed_from = 512 * 1024;
  mallopt(M_ARENA_MAX, arenas);
  mallopt(M_MMAP_THRESHOLD, mapped_from);
  mallopt(M_TRIM_THRESHOLD, trimmed_from);
#endif
}

}  // namespace app
