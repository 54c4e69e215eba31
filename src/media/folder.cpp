// SPDX-License-Identifier: MIT
#include "media/folder.h"

#include <algorithm>
#include <cerrno>

#include "base/files.h"
#include "base/ids.h"

namespace media {
namespace {

constexpr std::size_t random_digits = 32;
constexpr std::size_t most_extension_letters = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_of_extension(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

}  // namespace

std::string new_file_name(std::string_view extension) {
  return base::random_hex(random_digits / 2) + std::string(extension);
}

bool is_file_name(std::string_view file) {
  if (file.size() < random_digits + 2 || file[random_digits] != '.') return false;
  const std::string_view extension = file.substr(random_digits + 1);
  return extension.size() <= most_extension_letters && std::ranges::all_of(extension, is_of_extension) &&
         std::ranges::all_of(file.substr(0, random_digits), is_hex);
}

std::string path_of(const std::string& folder, std::string_view file) {
  return folder + '/' + std::string(file.substr(0, 2)) + '/' + std::string(file);
}

void require_room(const std::string& folder, std::uint64_t bytes, std::uint64_t reserve) {
  const std::uint64_t free = base::free_bytes(folder);
  if (free < reserve || free - reserve < bytes)
    throw base::DiskError(ENOSPC, "keep the reserve free in " + folder);
}

}  // namespace media
