// SPDX-License-Identifier: MIT
#pragma once

namespace app {

// Settings of the C library's allocator (mallopt(3)) under which memory that was needed for a moment goes
// back to the system. Called once, before there are threads. Does nothing where the C library is not glibc.
void configure_allocator();

}  // namespace app
