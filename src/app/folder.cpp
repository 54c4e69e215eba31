// SPDX-License-Identifier: MIT
#include "app/folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <utility>

#include "app/replace.h"
#include "app/stop.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"

namespace app {

Folder::Folder(std::string path) : path_(std::move(path)) {
  try {
    base::make_folders(path_);
  } catch (const base::DiskError& error) {
    throw Stop(Exit::cannot_create, "the data folder cannot be made: " + std::string(error.what()));
  }
  if (!replacement_waits(path_)) return;
  const base::Descriptor held = lock();
  finish_replacement(path_);
}

base::Descriptor Folder::lock() const {
  if (auto held = lock_if_free()) return std::move(*held);
  throw Stop(Exit::temporary, "another server runs on the data folder " + path_ +
                                  "; stop that one first, or give this one a folder of its own with --data");
}

std::optional<base::Descriptor> Folder::lock_if_free() const {
  const std::string path = path_ + "/expobox.lock";
  base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) throw base::DiskError(errno, "open " + path);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno == EWOULDBLOCK) return std::nullopt;
  base::log(base::Level::warning, "app", "this filesystem knows no locks: start no second server on it",
            {{"folder", path_}});
  return base::Descriptor();
}

void Folder::mark_running() const { base::write_atomically(running_file(), ""); }

void Folder::mark_stopped() const { base::remove_file(running_file()); }

std::string Folder::signing_key() const {
  std::string key = base::read_file(key_file()).value_or("");
  key.erase(key.find_last_not_of("\r\n") + 1);  // what an editor adds
  return key;
}

void Folder::set_signing_key(std::string_view key) const {
  base::make_folders(base::parent_of(key_file()));
  base::write_atomically(key_file(), key);
}

std::string Folder::signing_key_made_at_need() const {
  if (signing_key().empty()) set_signing_key(base::random_hex(32));
  return signing_key();
}

base::UnixSeconds Folder::clock_floor() const {
  const std::string text = base::read_file(clock_file()).value_or("");
  return base::whole_number(base::trim(text)).value_or(0);
}

void Folder::set_clock_floor(base::UnixSeconds now) const {
  base::write_atomically(clock_file(), std::to_string(now) + "\n");
}

void require_database(const std::string& folder) {
  const std::string path = folder + "/expobox.db";
  if (base::exists(path) || replacement_waits(folder)) return;
  throw Stop(Exit::data, "there is no database " + path);
}

std::string first_free(const std::string& path) {
  int number = 1;
  while (base::exists(path + std::to_string(number))) ++number;
  return path + std::to_string(number);
}

}  // namespace app
