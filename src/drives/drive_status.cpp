// SPDX-License-Identifier: MIT
#include "drives/drive_status.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "base/bounded_file.h"
#include "base/files.h"
#include "base/text/text.h"

namespace base {
namespace {

constexpr std::size_t max_device_name = 31;
constexpr std::size_t max_filesystem_name = 16;
constexpr std::size_t max_reason_bytes = 500;

constexpr std::array<std::pair<DriveState, std::string_view>, 5> state_names = {
    {{DriveState::checking, "checking"},
     {DriveState::serving, "serving"},
     {DriveState::unpaired, "unpaired"},
     {DriveState::waiting, "waiting"},
     {DriveState::failed, "failed"}}};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name(std::string_view text, std::size_t max_size) {
  return !text.empty() && text.size() <= max_size &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
}

bool is_sentence(std::string_view text) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  return text.size() <= max_reason_bytes && valid_utf8(text) && std::ranges::none_of(text, is_control);
}

// Returns false if the value is invalid for this key.
bool set_value(DriveStatus& status, std::string_view key, std::string_view value) {
  if (key == "device") {
    status.device = value;
    return is_name(value, max_device_name);
  }
  if (key == "uuid") {
    status.uuid = value;
    return value.empty() || is_filesystem_uuid(value);
  }
  if (key == "filesystem") {
    status.filesystem = value;
    return value.empty() || is_name(value, max_filesystem_name);
  }
  if (key == "state") {
    const auto found =
        std::ranges::find(state_names, value, &std::pair<DriveState, std::string_view>::second);
    if (found != state_names.end()) status.state = found->first;
    return found != state_names.end();
  }
  if (key == "reason") {
    status.reason = value;
    return is_sentence(value);
  }
  return true;
}

// Returns nothing if the file no longer exists: the drive was unplugged.
std::optional<DriveStatus> read_drive_status(const std::string& folder, const std::string& device) {
  const DriveStatus unreadable = {device, "", "", DriveState::failed,
                                  "The status of this drive cannot be read."};
  try {
    const auto text = read_bounded_file(folder + "/" + device, max_drive_status_bytes);
    if (!text) return {};
    const auto status = parse_drive_status(*text);
    return status && status->device == device ? status : unreadable;
  } catch (const DiskError&) {
    return unreadable;
  }
}

}  // namespace

std::string_view to_string(DriveState state) {
  return std::ranges::find(state_names, state, &std::pair<DriveState, std::string_view>::first)->second;
}

bool is_filesystem_uuid(std::string_view text) {
  constexpr std::string_view allowed = "0123456789ABCDEFabcdef-";
  return text.size() >= 4 && text.size() <= 36 && text.find_first_not_of(allowed) == std::string_view::npos;
}

std::optional<DriveStatus> parse_drive_status(std::string_view text) {
  if (text.size() > max_drive_status_bytes) return {};
  DriveStatus status;
  std::set<std::string_view> seen;
  for (const std::string_view line : split(text, "\n")) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return {};
    const std::string_view key = line.substr(0, equals);
    if (!is_name(key, max_device_name) || !seen.insert(key).second) return {};
    if (!set_value(status, key, line.substr(equals + 1))) return {};
  }
  return seen.contains("device") && seen.contains("state") ? std::optional(std::move(status)) : std::nullopt;
}

std::vector<DriveStatus> read_drive_statuses(const std::string& folder) {
  std::set<std::string> devices;
  std::error_code none;
  std::filesystem::directory_iterator entry(folder, none);
  for (const std::filesystem::directory_iterator end; !none && entry != end; entry.increment(none)) {
    std::string name = entry->path().filename().string();
    if (is_name(name, max_device_name)) devices.insert(std::move(name));
    if (devices.size() > max_plugged_drives) devices.erase(std::prev(devices.end()));
  }
  std::vector<DriveStatus> statuses;
  for (const std::string& device : devices) {
    if (auto status = read_drive_status(folder, device)) statuses.push_back(std::move(*status));
  }
  return statuses;
}

}  // namespace base
