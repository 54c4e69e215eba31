// SPDX-License-Identifier: MIT
#include "media/library.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace media {
namespace {

namespace fs = std::filesystem;

// Every entry of a folder; nothing when it is none.
template <class Call>
void each_entry(const std::string& folder, Call call) {
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) call(*entry);
  const bool none = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  if (error && !none) throw base::DiskError(error.value(), "list " + folder);
}

}  // namespace

Library::Library(std::string folder, Limits limits) : shards_(std::move(folder)), limits_(limits) {}

Upload Library::begin(std::string_view file_name, Kind kind, std::uint64_t expected) const {
  require_room(expected);
  return {shards_, file_name, kind, limits_};
}

void Library::require_room(std::uint64_t expected) const {
  media::require_room(shards_.folder(), expected, limits_.reserve_bytes);
}

base::Descriptor Library::open(std::string_view file) const {
  return is_file_name(file) ? base::open_to_read(path_of(shards_.folder(), file)) : base::Descriptor();
}

void Library::remove(std::string_view file) const {
  if (!is_file_name(file)) return;
  try {
    base::remove_file(path_of(shards_.folder(), file));
  } catch (const base::DiskError& error) {
    base::log(base::Level::warning, "media", "a file stays behind",
              {{"file", std::string(file)}, {"error", error.what()}});
  }
}

void Library::each(const std::function<void(const std::string& file)>& call) const {
  for (int number = 0; number < 256; ++number) {
    const std::string shard = base::hex(std::string(1, static_cast<char>(number)));
    each_entry(shards_.folder() + '/' + shard, [&](const fs::directory_entry& entry) {
      const std::string file = entry.path().filename().string();
      std::error_code unreadable;
      if (is_file_name(file) && file.starts_with(shard) && entry.is_regular_file(unreadable)) call(file);
    });
  }
}

}  // namespace media
