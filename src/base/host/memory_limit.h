// SPDX-License-Identifier: MIT
#pragma once

// How much memory this process may use, as Linux tells (cgroups(7), proc_meminfo(5)).

#include <cstdint>
#include <string>

namespace base {

// In bytes: the least of MemTotal and the limits of the process's control group and of those above it,
// version 2 (memory.max) and 1 (memory.limit_in_bytes). What cannot be read limits nothing; UINT64_MAX where
// nothing can. Thread safety: any thread.
std::uint64_t memory_limit(const std::string& proc = "/proc", const std::string& cgroups = "/sys/fs/cgroup");

}  // namespace base
