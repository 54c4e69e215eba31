// SPDX-License-Identifier: MIT
#include "backup/snapshots.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <system_error>

#include "base/files.h"
#include "base/log.h"
#include "base/text/text.h"
#include "store/database_file.h"
#include "store/engine/database_copy.h"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t newest = 6;
constexpr std::size_t days = 7;
constexpr std::uint64_t part_of_room = 4;

constexpr std::string_view first_part = "copy-", ending = ".db";
constexpr std::size_t number_digits = 6, day_digits = 8;
constexpr std::size_t day_at = first_part.size() + number_digits + 1;

bool digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_copy(std::string_view name) {
  return name.size() == day_at + day_digits + ending.size() && name.starts_with(first_part) &&
         name.ends_with(ending) && name[day_at - 1] == '-' && digits(name.substr(day_at, day_digits)) &&
         digits(name.substr(first_part.size(), number_digits));
}

std::string day_of(const std::string& name) { return name.substr(day_at, day_digits); }

std::string name_after(const std::vector<std::string>& newest_first, base::UnixSeconds now) {
  const std::int64_t last =
      newest_first.empty()
          ? 0
          : base::parse_int(newest_first.front().substr(first_part.size(), number_digits)).value_or(0);
  const std::string number = std::to_string(last + 1);
  std::string day = base::iso_time(now).substr(0, 10);
  std::erase(day, '-');
  return std::string(first_part) + std::string(number_digits - std::min(number.size(), number_digits), '0') +
         number + "-" + day + std::string(ending);
}

std::vector<std::string> names_in(const std::string& folder,
                                  const std::function<bool(const std::string&)>& wanted) {
  std::vector<std::string> names;
  std::error_code none;
  for (fs::directory_iterator entry(folder, none), end; !none && entry != end; entry.increment(none)) {
    std::string name = entry->path().filename().string();
    if (wanted(name)) names.push_back(std::move(name));
  }
  return names;
}

std::uint64_t size_of(const std::string& path) {
  std::error_code none;
  const auto size = fs::file_size(path, none);
  return none ? 0 : static_cast<std::uint64_t>(size);
}

std::uint64_t size_of_all(const std::string& folder, const std::vector<std::string>& names) {
  std::uint64_t sum = 0;
  for (const std::string& name : names) sum += size_of(folder + "/" + name);
  return sum;
}

bool says_the_same(const std::string& copy, const std::string& database) {
  try {
    return store::content_fingerprint(copy) == store::content_fingerprint(database);
  } catch (const store::StorageError&) {
    return false;  // an unreadable copy does not count
  }
}

}  // namespace

std::vector<std::string> snapshots_to_keep(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return !is_copy(name); });
  std::ranges::sort(names, std::greater());
  std::set<std::string> seen;
  std::vector<std::string> kept;
  for (const std::string& name : names) {
    const bool last_of_its_day = seen.insert(day_of(name)).second;
    if (kept.size() < newest || (last_of_its_day && seen.size() <= days)) kept.push_back(name);
  }
  return kept;
}

bool snapshot_if_changed(const DataFolder& folder, base::UnixSeconds now, std::uint64_t reserve) {
  const std::string where = folder.copies() + "/";
  auto there = names_in(folder.copies(), is_copy);
  std::ranges::sort(there, std::greater());
  if (!there.empty() && says_the_same(where + there.front(), folder.database())) return false;

  base::create_folders(folder.copies());
  const std::uint64_t size = size_of(folder.database()) + size_of(folder.database() + "-wal");
  const std::uint64_t free = base::free_bytes(folder.copies());
  const std::uint64_t room = free > reserve ? free - reserve : 0;
  const std::uint64_t share = (room + size_of_all(folder.copies(), there)) / part_of_room;
  if (size > room || size > share) {
    base::log(base::Level::warning, "janitor", "no copy of the database: room is short",
              {{"needed", std::to_string(size)}, {"free", std::to_string(free)}});
    return false;
  }
  const std::string name = name_after(there, now);
  store::copy_database(folder.database(), where + name);
  there.push_back(name);
  auto kept = snapshots_to_keep(there);
  while (kept.size() > 1 && size_of_all(folder.copies(), kept) > share) kept.pop_back();
  for (const std::string& old : there) {
    if (std::ranges::find(kept, old) == kept.end()) base::remove_file(where + old);
  }
  return true;
}

// Lists the files before it checks the pins, so that the list has no file of a backup started since.
void remove_unfinished(const DataFolder& folder, const media::FileStore& library) {
  const auto unfinished = names_in(folder.copies(), [](const std::string& name) {
    return name.ends_with(".part") || name.starts_with("archive-");
  });
  if (unfinished.empty() || library.pinned()) return;
  for (const std::string& name : unfinished) base::remove_file(folder.copies() + "/" + name);
}

}  // namespace app
