// SPDX-License-Identifier: MIT
#pragma once

// Reads temperature, power, memory and mounts from Linux's sysfs and procfs. A value that the machine does
// not provide is empty.
// Thread safety: any thread may call.
// Throws: nothing.

#include <cstdint>
#include <optional>
#include <string>

namespace base {

class HostSensors {
 public:
  explicit HostSensors(std::string sys = "/sys", std::string proc = "/proc")
      : sys_(std::move(sys)), proc_(std::move(proc)) {}

  std::optional<double> temperature() const;  // of the CPU, in degrees Celsius
  // Whether the supply of a Raspberry Pi is below 4.63 V, or has been since power-on.
  std::optional<bool> undervoltage() const;

  std::optional<std::uint64_t> memory_bytes() const;
  std::optional<std::uint64_t> memory_free_bytes() const;  // including reclaimable caches
  std::optional<std::string> model() const;                // "Raspberry Pi 4 Model B Rev 1.4"
  // The type of a folder's file system, such as "ext4", and its mount options. Never contains the names of
  // drives or folders.
  struct Mount {
    std::string type, options;
  };
  std::optional<Mount> mount_of(const std::string& folder) const;

 private:
  std::optional<std::string> read_word(const std::string& path) const;
  std::optional<std::uint64_t> memory(std::string_view key) const;

  std::string sys_, proc_;
};

}  // namespace base
