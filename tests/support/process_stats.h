// SPDX-License-Identifier: MIT
#pragma once

// What this process, the server under test included, takes of the machine.

#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace support {

#ifdef EXPOBOX_SANITIZED
inline constexpr bool sanitized = true;  // slower, and what was freed stays for a while
#else
inline constexpr bool sanitized = false;
#endif

// Where an emulator runs the tests (scripts/test --cross), which takes many times as long.
inline bool emulated() { return std::getenv("EXPOBOX_TESTS_EMULATED") != nullptr; }

inline std::size_t threads() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                                                std::filesystem::directory_iterator()));
}

inline std::size_t resident_bytes() {
  std::size_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace support
