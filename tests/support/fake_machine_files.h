// SPDX-License-Identifier: MIT
#pragma once

// A sysfs and procfs a test writes.

#include <filesystem>
#include <fstream>
#include <string>

namespace support {

inline void put(const std::string& path, const std::string& content) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

inline void set_temperature(const std::string& sys, int thousandths) {
  put(sys + "/class/thermal/thermal_zone0/temp", std::to_string(thousandths) + "\n");
}

inline void set_undervoltage(const std::string& sys, bool alarm) {
  put(sys + "/class/hwmon/hwmon0/name", "cpu_thermal\n");
  put(sys + "/class/hwmon/hwmon1/name", "rpi_volt\n");
  put(sys + "/class/hwmon/hwmon1/in0_lcrit_alarm", alarm ? "1\n" : "0\n");
}

}  // namespace support
