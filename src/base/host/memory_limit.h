// SPDX-License-Identifier: MIT
#pragma once

// The memory limit of this process, as Linux reports it (cgroups(7), proc_meminfo(5)).
// Thread safety: any thread may call.

#include <cstdint>
#include <string>

namespace base {

// Returns, in bytes, the minimum of MemTotal and the limits of the process's control group and its ancestors,
// version 2 (memory.max) and 1 (memory.limit_in_bytes). A value that cannot be read is not a limit. Returns
// UINT64_MAX when none can be read.
std::uint64_t memory_limit(const std::string& proc = "/proc", const std::string& cgroups = "/sys/fs/cgroup");

}  // namespace base
