// SPDX-License-Identifier: MIT
#include "app/folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <utility>

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
}

base::Descriptor Folder::lock() const {
  const std::string path = path_ + "/expobox.lock";
  base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) throw base::DiskError(errno, "open " + path);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno == EWOULDBLOCK) {
    throw Stop(Exit::temporary,
               "another server runs on the data folder " + path_ +
                   "; stop that one first, or give this one a folder of its own with --data");
  }
  base::log(base::Level::warning, "app", "this filesystem knows no locks: start no second server on it",
            {{"folder", path_}});
  return {};
}

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

void Folder::sweep() const {
  base::remove_unfinished(key_file());
  base::remove_unfinished(clock_file());
}

base::UnixSeconds Folder::clock_floor() const {
  const std::string text = base::read_file(clock_file()).value_or("");
  return base::whole_number(base::trim(text)).value_or(0);
}

void Folder::set_clock_floor(base::UnixSeconds now) const {
  base::write_atomically(clock_file(), std::to_string(now) + "\n");
}

}  // namespace app
