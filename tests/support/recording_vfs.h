// SPDX-License-Identifier: MIT
#pragma once

// A drive that remembers: while it lives, SQLite's own file layer records what it does to the files of one
// folder, and from the record the folder is made again as a power cut at any moment may leave it.
//
// What was synced before the cut is there. What was not, in part or not at all: each write, each 512-byte
// sector of one, each truncation. A name (a file made or removed) is on the drive only after its folder was
// synced, whatever was synced of the file. The shared memory (-shm) never is.
// One drive at a time; its files may be used by many threads.

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace support {

using Files = std::map<std::string, std::string>;  // name: content

struct Event {
  enum class What { create, remove, write, truncate, sync, sync_names };
  What what;
  int file = 0;  // a file keeps its number when it has lost its name; the next of that name has another
  std::string name = {};
  std::int64_t at = 0;
  std::string bytes = {};
  std::size_t covers = 0;  // a sync: events before this one
};
using Record = std::vector<Event>;

// What a cut leaves of that which was not synced.
enum class Left { nothing, everything, names, some, sectors };
inline constexpr Left every_left[] = {Left::nothing, Left::everything, Left::names, Left::some,
                                      Left::sectors};

// The drive between two events of a record.
class DriveState {
 public:
  using What = Event::What;

  void take(const Record& record, std::size_t index) {
    const Event& event = record[index];
    if (event.what == What::sync) {
      settle(files_[event.file].open, event.covers, [&](std::size_t at) {
        apply(record[at], files_[event.file].synced, 0, record[at].bytes.size());
      });
    } else if (event.what == What::sync_names) {
      settle(open_names_, event.covers, [&](std::size_t at) { apply(record[at], names_); });
    } else if (event.what == What::create || event.what == What::remove) {
      open_names_.push_back(index);
    } else {
      files_[event.file].open.push_back(index);
    }
  }

  Files after_cut(const Record& record, Left left, std::mt19937& random) const {
    const auto coin = [&] { return (random() & 1) != 0; };
    const bool drawn = left == Left::some || left == Left::sectors;
    Names names = names_;
    for (const std::size_t at : open_names_) {
      if (left == Left::everything || left == Left::names || (drawn && coin())) apply(record[at], names);
    }
    Files files;
    for (const auto& [name, number] : names) {
      const auto found = files_.find(number);
      if (found == files_.end()) {
        files[name];
        continue;
      }
      std::string content = found->second.synced;
      for (const std::size_t at : found->second.open) {
        const Event& event = record[at];
        if (left == Left::sectors && event.what == What::write) {
          for_each_sector(event, [&](std::size_t from, std::size_t to) {
            if (coin()) apply(event, content, from, to);
          });
        } else if (left == Left::everything || (drawn && coin())) {
          apply(event, content, 0, event.bytes.size());
        }
      }
      files[name] = std::move(content);
    }
    return files;
  }

 private:
  using Names = std::map<std::string, int>;
  struct File {
    std::string synced;
    std::vector<std::size_t> open;  // events since
  };

  template <class Apply>
  static void settle(std::vector<std::size_t>& open, std::size_t covers, Apply apply_one) {
    auto end = open.begin();
    for (; end != open.end() && *end < covers; ++end) apply_one(*end);
    open.erase(open.begin(), end);
  }
  static void apply(const Event& event, Names& names) {
    if (event.what == What::create) {
      names[event.name] = event.file;
    } else if (const auto found = names.find(event.name); found != names.end()) {
      names.erase(found);
    }
  }
  static void apply(const Event& event, std::string& content, std::size_t from, std::size_t to) {
    const auto at = static_cast<std::size_t>(event.at);
    if (event.what == What::truncate) return content.resize(at);
    if (content.size() < at + to) content.resize(at + to);
    content.replace(at + from, to - from, event.bytes, from, to - from);
  }
  template <class Call>
  static void for_each_sector(const Event& event, Call call) {
    constexpr std::size_t sector = 512;
    for (std::size_t from = 0; from < event.bytes.size();) {
      const std::size_t to =
          std::min(event.bytes.size(), from + sector - (static_cast<std::size_t>(event.at) + from) % sector);
      call(from, to);
      from = to;
    }
  }

  std::map<int, File> files_;
  Names names_;
  std::vector<std::size_t> open_names_;
};

// The record of a folder whose files are all safely on the drive.
inline Record record_of(const Files& files) {
  Record record;
  int number = 0;
  for (const auto& [name, content] : files) {
    record.push_back({.what = Event::What::create, .file = ++number, .name = name});
    record.push_back({.what = Event::What::write, .file = number, .bytes = content});
    record.push_back({.what = Event::What::sync, .file = number, .covers = record.size()});
  }
  record.push_back({.what = Event::What::sync_names, .covers = record.size()});
  return record;
}

// While it lives, databases are opened on it. stop() ends the record; after that nothing is really synced, so
// that many states are looked at in a short time.
class Drive {
 public:
  // `before` is how the files came to be that are in the folder already.
  explicit Drive(std::string folder, Record before = {})
      : folder_(std::move(folder)), record_(std::move(before)) {
    for (const Event& event : record_) {
      last_file_ = std::max(last_file_, event.file);
      if (event.what == Event::What::create) numbers_[event.name] = event.file;
      if (event.what == Event::What::remove) numbers_.erase(event.name);
    }
    there_ = this;
    vfs_ = *real();
    vfs_.zName = "drive";
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
    real()->xSetSystemCall(real(), "openDirectory", reinterpret_cast<sqlite3_syscall_ptr>(open_folder));
  }
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;
  ~Drive() {
    sqlite3_vfs_unregister(&vfs_);
    real()->xSetSystemCall(real(), "openDirectory", nullptr);
    there_ = nullptr;
  }

  std::size_t now() {  // events so far
    const std::lock_guard lock(mutex_);
    return record_.size();
  }
  Record stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    return record_;
  }

 private:
  static sqlite3_vfs* real() {
    static sqlite3_vfs* const unix_files = sqlite3_vfs_find("unix");
    return unix_files;
  }

  // The name of a file in the folder; nothing for any other file.
  std::string name_of(const char* path) const {
    const std::string_view whole(path == nullptr ? "" : path);
    return whole.starts_with(folder_ + "/") ? std::string(whole.substr(folder_.size() + 1)) : "";
  }

  static int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    Drive& drive = *there_;
    const std::lock_guard lock(drive.mutex_);
    const std::string name = drive.name_of(path);
    const bool made = !name.empty() && ::access(path, F_OK) != 0;
    const int code = real()->xOpen(real(), path, file, flags, flags_out);
    if (code != SQLITE_OK || name.empty()) return code;
    if (made) {
      drive.numbers_[name] = ++drive.last_file_;
      drive.note({.what = Event::What::create, .file = drive.last_file_, .name = name});
    }
    drive.open_files_[file] = {drive.numbers_.at(name), file->pMethods};
    const auto [methods, first] = drive.methods_.try_emplace(file->pMethods, *file->pMethods);
    if (first) {
      methods->second.xWrite = write;
      methods->second.xTruncate = truncate;
      methods->second.xSync = sync;
    }
    file->pMethods = &methods->second;
    return code;
  }
  static int remove(sqlite3_vfs*, const char* path, int sync_folder) {
    Drive& drive = *there_;
    const std::lock_guard lock(drive.mutex_);
    const std::size_t covers = drive.record_.size() + 1;
    folder_opened_ = false;
    const int code = real()->xDelete(real(), path, sync_folder);
    const std::string name = drive.name_of(path);
    if (code != SQLITE_OK || name.empty()) return code;
    drive.note({.what = Event::What::remove, .name = name});
    drive.numbers_.erase(name);
    if (folder_opened_) drive.note({.what = Event::What::sync_names, .covers = covers});
    return code;
  }
  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    Drive& drive = *there_;
    const std::lock_guard lock(drive.mutex_);
    const std::string content(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
    const OpenFile& known = drive.open_files_.at(file);
    drive.note({.what = Event::What::write, .file = known.number, .at = at, .bytes = content});
    return known.real->xWrite(file, bytes, count, at);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Drive& drive = *there_;
    const std::lock_guard lock(drive.mutex_);
    const OpenFile& known = drive.open_files_.at(file);
    drive.note({.what = Event::What::truncate, .file = known.number, .at = size});
    return known.real->xTruncate(file, size);
  }
  // Covers what was written before it began; others write meanwhile.
  static int sync(sqlite3_file* file, int flags) {
    Drive& drive = *there_;
    std::unique_lock lock(drive.mutex_);
    if (drive.stopped_) return SQLITE_OK;
    const std::size_t covers = drive.record_.size();
    const OpenFile known = drive.open_files_.at(file);
    folder_opened_ = false;
    lock.unlock();
    const int code = known.real->xSync(file, flags);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // as on a drive: others come in between
    lock.lock();
    if (code != SQLITE_OK) return code;
    drive.note({.what = Event::What::sync, .file = known.number, .covers = covers});
    if (folder_opened_) drive.note({.what = Event::What::sync_names, .covers = covers});
    return code;
  }
  // SQLite opens a folder for nothing but to sync it.
  static int open_folder(const char* path, int* descriptor) {
    folder_opened_ = true;
    const std::string whole(path);
    *descriptor = ::open(whole.substr(0, whole.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *descriptor < 0 ? SQLITE_CANTOPEN : SQLITE_OK;
  }
  void note(Event event) {
    if (!stopped_) record_.push_back(std::move(event));
  }

  struct OpenFile {
    int number;
    const sqlite3_io_methods* real;
  };

  inline static std::atomic<Drive*> there_ = nullptr;
  inline static thread_local bool folder_opened_ = false;
  const std::string folder_;
  sqlite3_vfs vfs_ = {};
  std::mutex mutex_;
  Record record_;
  bool stopped_ = false;
  int last_file_ = 0;
  std::map<std::string, int> numbers_;
  std::map<const sqlite3_io_methods*, sqlite3_io_methods> methods_;  // a real table: ours in its place
  std::map<sqlite3_file*, OpenFile> open_files_;
};

}  // namespace support
