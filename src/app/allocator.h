// SPDX-License-Identifier: MIT
#pragma once

namespace app {

// Configures the C library's allocator (mallopt(3)) to return memory that was needed briefly to the system.
// Does nothing if the C library is not glibc.
// Thread safety: called once, before any thread starts.
void configure_allocator();

}  // namespace app
