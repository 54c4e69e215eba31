// SPDX-License-Identifier: MIT
#include "data/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "auth/jwt.h"
#include "base/exit.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text/text.h"
#include "data/data_swap.h"

namespace app {
namespace {

constexpr std::int64_t year_10000 = 253'402'300'800;

// The clock note has one line per member: its name and its value. Earlier versions wrote only the time.
using Lines = std::map<std::string, std::string, std::less<>>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::string_view line = base::trim(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    const std::size_t blank = std::min(line.find(' '), line.size());
    lines.emplace(line.substr(0, blank), base::trim(line.substr(blank)));
  }
  return lines;
}

std::int64_t seconds_in(std::string_view text) {
  const std::int64_t seconds = base::parse_int(text).value_or(0);
  return seconds < 0 || seconds >= year_10000 ? 0 : seconds;
}

std::optional<std::int64_t> microseconds_in(std::string_view text) {
  const auto number = base::parse_int(text);
  constexpr std::int64_t most = year_10000 * 1'000'000;
  return number && *number > -most && *number < most ? number : std::nullopt;
}

base::ClockSource source_named(std::string_view text) {
  using enum base::ClockSource;
  for (const auto source : {restored, system, administrator}) {
    if (base::to_string(source) == text) return source;
  }
  return unset;
}

base::ClockState read_clock_note(std::string_view text) {
  base::ClockState note;
  if (base::parse_int(base::trim(text))) {
    note.time = seconds_in(base::trim(text));
    return note;
  }
  Lines lines = lines_of(text);
  note.time = seconds_in(lines["time"]);
  note.uptime = seconds_in(lines["uptime"]);
  note.id = lines["id"];
  note.source = source_named(lines["source"]);
  const auto steady = microseconds_in(lines["steady"]), time = microseconds_in(lines["time-offset"]),
             uptime = microseconds_in(lines["uptime-offset"]);
  if (steady && time && uptime) {
    note.boot = lines["boot"];
    note.steady = *steady;
    note.time_offset = *time;
    note.uptime_offset = *uptime;
  }
  return note;
}

std::string text_of(const base::ClockState& note) {
  std::string text;
  const auto put = [&](std::string_view name, std::string_view value) {
    text.append(name).append(" ").append(value).append("\n");
  };
  put("time", std::to_string(note.time));
  put("uptime", std::to_string(note.uptime));
  put("id", note.id);
  put("source", base::to_string(note.source));
  put("boot", note.boot);
  put("steady", std::to_string(note.steady));
  put("time-offset", std::to_string(note.time_offset));
  put("uptime-offset", std::to_string(note.uptime_offset));
  return text;
}

constexpr std::array<const char*, 16> own_names = {
    "expobox.db",   "expobox.db-wal", "expobox.db-shm", "expobox.db-journal",
    "expobox.lock", "expobox.conf",   "media",          "media.lock",
    "backups",      "keys",           "clock",          "running",
    "lost",         "restoring",      "restored",       "RESET-ADMIN"};

// A link would make the server read, serve or write files outside the data folder.
void refuse_links(const std::string& folder) {
  for (const char* name : own_names) {
    std::error_code none;
    if (!std::filesystem::is_symlink(folder + "/" + name, none)) continue;
    throw CommandError(ExitCode::data,
                       folder + "/" + name +
                           " is a symbolic link. The data folder holds its files themselves: put what "
                           "it leads to in its place, or remove it.");
  }
}

base::Directory made(const std::string& path) {
  try {
    base::create_folders(path);
  } catch (const base::DiskError& error) {
    throw CommandError(ExitCode::cannot_create,
                       "the data folder cannot be made: " + std::string(error.what()));
  }
  refuse_links(path);
  return base::Directory(path);
}

}  // namespace

DataFolder::DataFolder(std::string path) : path_(std::move(path)), root_(made(path_)) {
  if (!api::swap_pending(path_)) return;
  const base::Descriptor held = lock();
  api::finish_swap(path_);
}

base::Descriptor DataFolder::lock() const {
  if (auto held = lock_if_free()) return std::move(*held);
  throw CommandError(ExitCode::temporary,
                     "another server runs on the data folder " + path_ +
                         "; stop that one first, or give this one a folder of its own with --data");
}

std::optional<base::Descriptor> DataFolder::lock_if_free() const {
  const std::string path = path_ + "/expobox.lock";
  const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  base::Descriptor file(::open(path.c_str(), flags, 0600));
  if (!file) throw base::DiskError(errno, "open " + path);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno == EWOULDBLOCK) return std::nullopt;
  base::log(base::Level::warning, "app", "this filesystem knows no locks: start no second server on it",
            {{"folder", path_}});
  return base::Descriptor();
}

void DataFolder::mark_running() const { base::write_atomically(running_file(), ""); }

void DataFolder::mark_stopped() const { base::remove_file(running_file()); }

std::string DataFolder::signing_key() const {
  return std::string(base::trim(read("keys/jwt.key").value_or("")));
}

void DataFolder::set_signing_key(std::string_view key) const {
  base::create_folders(base::parent_path(key_file()));
  base::write_atomically(key_file(), key);
}

std::string DataFolder::load_or_create_signing_key() const {
  if (signing_key().empty()) set_signing_key(base::random_hex(32));
  std::string key = signing_key();
  if (key.size() >= auth::min_key_bytes) return key;
  throw CommandError(ExitCode::config,
                     "the signing key in " + key_file() + " has " + std::to_string(key.size()) + " bytes; " +
                         std::to_string(auth::min_key_bytes) +
                         " are the least. Delete the file for a new key: everybody signs in again.");
}

void DataFolder::remove_leftovers() const {
  for (const std::string& file : {key_file(), clock_file(), running_file(), first_run_file(), address_file(),
                                  authority_file(), certificate_file()}) {
    base::remove_unfinished(file);
  }
}

base::ClockState DataFolder::clock_note() const { return read_clock_note(read("clock").value_or("")); }

void DataFolder::set_clock_note(const base::ClockState& note) const {
  base::write_atomically(clock_file(), text_of(note));
}

void require_database(const std::string& folder) {
  const std::string path = folder + "/expobox.db";
  if (base::exists(path) || api::swap_pending(folder)) return;
  throw CommandError(ExitCode::data, "there is no database " + path);
}

}  // namespace app
