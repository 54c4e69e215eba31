// SPDX-License-Identifier: MIT
#include "media/sharded_folder.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/ids.h"
#include "base/text/text.h"

namespace media {
namespace {

constexpr std::size_t random_digits = 32;
constexpr std::size_t max_extension_letters = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
std::size_t value_of(char hex) {
  return static_cast<std::size_t>(is_digit(hex) ? hex - '0' : hex - 'a' + 10);
}
std::size_t number_of(std::string_view file) { return value_of(file.at(0)) * 16 + value_of(file.at(1)); }
base::Directory made(const std::string& folder) {
  base::create_folders(folder);
  return base::Directory(folder, base::Directory::Last::ours);
}

bool is_of_extension(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

}  // namespace

std::string new_file_name(std::string_view extension) {
  return base::random_hex(random_digits / 2) + std::string(extension);
}

bool is_file_name(std::string_view file) {
  if (file.size() < random_digits + 2 || file[random_digits] != '.') return false;
  const std::string_view extension = file.substr(random_digits + 1);
  return extension.size() <= max_extension_letters && std::ranges::all_of(extension, is_of_extension) &&
         std::ranges::all_of(file.substr(0, random_digits), is_hex);
}

std::string media_path(const std::string& folder, std::string_view file) {
  return folder + '/' + name_of(file);
}

std::string name_of(std::string_view file) {
  std::string name(file.substr(0, 2));
  return name.append("/").append(file);
}

ShardedFolder::ShardedFolder(std::string folder) : folder_(std::move(folder)), directory_(made(folder_)) {
  for (std::size_t number = 0; number < on_the_drive_.size(); ++number) {
    const std::string name = base::hex(std::string(1, static_cast<char>(number)));
    std::error_code unreadable;
    const auto status = std::filesystem::symlink_status(folder_ + '/' + name, unreadable);
    on_the_drive_.at(number) = std::filesystem::is_directory(status);
  }
  base::sync_folder(folder_);  // for the folders found above
}

std::string ShardedFolder::path_for_new(std::string_view file) {
  std::string path = media_path(folder_, file);
  std::atomic<bool>& on_the_drive = on_the_drive_.at(number_of(file));
  if (!on_the_drive) {
    const std::string shard = base::parent_path(path);
    base::create_folders(shard);
    std::error_code unreadable;
    if (std::filesystem::is_symlink(shard, unreadable)) throw base::DiskError(ELOOP, "use " + shard);
    on_the_drive = true;
  }
  return path;
}

bool FreeSpace::has(const std::string& folder, std::uint64_t bytes) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  if (measured_at_.exchange(second) != second || bytes_ < bytes) bytes_ = base::free_bytes(folder);
  return bytes_ >= bytes;
}

void require_free_space(const std::string& folder, std::uint64_t bytes, std::uint64_t reserve) {
  const std::uint64_t free = base::free_bytes(folder);
  if (free < reserve || free - reserve < bytes)
    throw base::DiskError(ENOSPC, "keep the reserve free in " + folder);
}

}  // namespace media
