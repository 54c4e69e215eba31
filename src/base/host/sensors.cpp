// SPDX-License-Identifier: MIT
#include "base/host/sensors.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/files.h"
#include "base/text/text.h"

namespace base {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> content_of(const std::string& path) {
  try {
    return read_file(path);
  } catch (const DiskError&) {
    return {};
  }
}

// Decodes the octal escapes, such as \040, of mountinfo: "36 35 98:0 / /mnt/x rw,noatime - ext4 /dev/root
// rw".
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    int code = 0;
    if (text[at] == '\\' && at + 3 < text.size() &&
        std::from_chars(&text[at + 1], &text[at + 1] + 3, code, 8).ec == std::errc()) {
      plain += static_cast<char>(code);
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

bool is_on(const std::string& path, const std::string& mount) {
  return mount == "/" || path == mount || path.starts_with(mount + "/");
}

}  // namespace

std::optional<std::string> HostSensors::read_word(const std::string& path) const {
  const auto content = content_of(path);
  return content ? std::optional<std::string>(trim(*content)) : std::nullopt;
}

std::optional<double> HostSensors::temperature() const {
  const auto thousandths = parse_int(read_word(sys_ + "/class/thermal/thermal_zone0/temp").value_or(""));
  return thousandths ? std::optional(static_cast<double>(*thousandths) / 1000) : std::nullopt;
}

std::optional<bool> HostSensors::undervoltage() const {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(sys_ + "/class/hwmon", none)) {
    const std::string folder = entry.path().string();
    if (read_word(folder + "/name") != "rpi_volt") continue;
    if (const auto alarm = parse_int(read_word(folder + "/in0_lcrit_alarm").value_or(""))) return *alarm != 0;
  }
  std::string bits = read_word(sys_ + "/devices/platform/soc/soc:firmware/get_throttled").value_or("");
  if (bits.starts_with("0x")) bits.erase(0, 2);
  constexpr std::uint64_t now = 1, since_boot = 1 << 16;
  std::uint64_t throttled = 0;
  const auto read = std::from_chars(bits.data(), bits.data() + bits.size(), throttled, 16);
  if (bits.empty() || read.ec != std::errc()) return {};
  return (throttled & (now | since_boot)) != 0;
}

// "MemTotal:         948304 kB"
std::optional<std::uint64_t> HostSensors::memory(std::string_view key) const {
  std::istringstream lines(content_of(proc_ + "/meminfo").value_or(""));
  std::string name;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::uint64_t amount = 0;
    if (words >> name >> amount && name == key) return amount * 1024;
  }
  return {};
}

std::optional<std::uint64_t> HostSensors::memory_bytes() const { return memory("MemTotal:"); }
std::optional<std::uint64_t> HostSensors::memory_free_bytes() const { return memory("MemAvailable:"); }

std::optional<std::string> HostSensors::model() const {
  auto text = content_of(proc_ + "/device-tree/model");
  if (text) std::erase(*text, '\0');
  return text;
}

std::optional<HostSensors::Mount> HostSensors::mount_of(const std::string& folder) const {
  std::error_code none;
  const std::string path = fs::canonical(folder, none).string();
  if (none) return {};
  std::istringstream lines(content_of(proc_ + "/self/mountinfo").value_or(""));
  std::optional<Mount> found;
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string skipped, mount, options, word, type;
    words >> skipped >> skipped >> skipped >> skipped >> mount >> options;
    while (words >> word && word != "-") continue;
    mount = without_escapes(mount);
    if (!(words >> type) || !is_on(path, mount) || mount.size() < longest) continue;
    longest = mount.size();  // of equal ones, the later is on top
    found = Mount{type, options};
  }
  return found;
}

}  // namespace base
