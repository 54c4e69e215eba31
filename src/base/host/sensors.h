// SPDX-License-Identifier: MIT
#pragma once

// What the machine says of itself through the files of Linux's sysfs and procfs: heat, power, memory. What it
// does not say is nothing; nothing here throws. Any thread may call.

#include <cstdint>
#include <optional>
#include <string>

namespace base {

class HostSensors {
 public:
  explicit HostSensors(std::string sys = "/sys", std::string proc = "/proc")
      : sys_(std::move(sys)), proc_(std::move(proc)) {}

  std::optional<double> temperature() const;  // of the processor, in degrees Celsius
  // Now or since it was switched on, as a Raspberry Pi tells: its supply gave less than 4.63 V.
  std::optional<bool> undervoltage() const;

  std::optional<std::uint64_t> memory_bytes() const;
  std::optional<std::uint64_t> memory_free_bytes() const;  // with what caches would give back
  std::optional<std::string> model() const;                // "Raspberry Pi 4 Model B Rev 1.4"
  // Of the filesystem a folder of this process is on: "ext4", and how it is mounted; never what its drive or
  // folders are called.
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
