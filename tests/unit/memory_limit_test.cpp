// SPDX-License-Identifier: MIT
#include "base/host/memory_limit.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temp_folder.h"

namespace {

// The files of a machine with so many kilobytes.
struct FakeMachine {
  explicit FakeMachine(const std::string& groups) {
    write("proc/meminfo", "MemTotal:         1000 kB\nMemFree: 10 kB\n");
    write("proc/self/cgroup", groups);
  }
  void write(const std::string& file, const std::string& content) const {
    const std::filesystem::path path(folder / file);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  std::uint64_t limit() const { return base::memory_limit(folder / "proc", folder / "cgroup"); }

  support::TempFolder folder;
};

}  // namespace

TEST_CASE("memory limit: where no group has one, all of the machine") {
  FakeMachine machine("0::/system.slice/expobox.service\n");
  CHECK(machine.limit() == 1'024'000);
  machine.write("cgroup/system.slice/expobox.service/memory.max", "max\n");
  CHECK(machine.limit() == 1'024'000);
  machine.write("cgroup/system.slice/expobox.service/memory.max", "5000000\n");
  CHECK(machine.limit() == 1'024'000);
}

TEST_CASE("memory limit: the least of the process's group and those above it") {
  FakeMachine machine("0::/system.slice/expobox.service\n");
  machine.write("cgroup/system.slice/expobox.service/memory.max", "300000\n");
  CHECK(machine.limit() == 300'000);
  machine.write("cgroup/system.slice/memory.max", "200000\n");
  CHECK(machine.limit() == 200'000);
  machine.write("cgroup/memory.max", "100000\n");  // a container's
  CHECK(machine.limit() == 100'000);
  machine.write("cgroup/system.slice/memory.max", "max\n");
  CHECK(machine.limit() == 100'000);
}

TEST_CASE("memory limit: version 1 has a hierarchy of its own for memory") {
  FakeMachine machine("12:cpu,cpuacct:/other\n4:memory:/box/server\n1:name=systemd:/x\n0::/\n");
  machine.write("cgroup/memory/other/memory.limit_in_bytes", "1\n");
  machine.write("cgroup/memory/box/server/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(machine.limit() == 1'024'000);
  machine.write("cgroup/memory/box/memory.limit_in_bytes", "65536\n");
  CHECK(machine.limit() == 65'536);
}

TEST_CASE("memory limit: files that say nothing limit nothing") {
  const support::TempFolder folder;
  CHECK(base::memory_limit(folder / "proc", folder / "cgroup") == UINT64_MAX);
  FakeMachine machine("nonsense\n0:\n::\n");
  CHECK(machine.limit() == 1'024'000);
}
