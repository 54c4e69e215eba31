// SPDX-License-Identifier: MIT
#include "base/host/memory_limit.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/host/sensors.h"
#include "base/text/text.h"

namespace base {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

// No limit is "max" in version 2, and a number above any memory size in version 1.
std::uint64_t number_in(const std::string& file) {
  std::ifstream input(file);
  std::uint64_t number = 0;
  return input >> number ? number : unlimited;
}

// Returns the minimum of the group and its ancestors.
std::uint64_t min_of(const std::string& root, std::string group, const char* file) {
  std::uint64_t least = unlimited;
  for (;;) {
    least = std::min(least, number_in(root + group + "/" + file));
    const std::size_t slash = group.rfind('/');
    if (slash == std::string::npos || group.empty()) return least;
    group.resize(slash);
  }
}

// Parses a line of /proc/self/cgroup: "0::/a/b" in version 2, "4:memory:/a/b" in version 1.
std::uint64_t limit_of(const std::string& line, const std::string& cgroups) {
  const std::size_t first = line.find(':'), second = line.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return unlimited;
  const std::string controllers = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
  if (controllers.empty()) return min_of(cgroups, group, "memory.max");
  if (std::ranges::count(split(controllers, ","), "memory") == 0) return unlimited;
  return min_of(cgroups + "/memory", group, "memory.limit_in_bytes");
}

}  // namespace

std::uint64_t memory_limit(const std::string& proc, const std::string& cgroups) {
  std::uint64_t least = HostSensors("", proc).memory_bytes().value_or(unlimited);
  std::ifstream lines(proc + "/self/cgroup");
  for (std::string line; std::getline(lines, line);) least = std::min(least, limit_of(line, cgroups));
  return least;
}

}  // namespace base
