// SPDX-License-Identifier: MIT
#pragma once

// Files on a drive that may fail or be pulled out. What a function here has finished is on the drive when it
// says so; what it has not finished leaves nothing behind but, at worst, a file no row names.
// Failures of the drive are DiskError and carry errno and what was tried.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace base {

struct DiskError : std::system_error {
  DiskError(int error, const std::string& what) : std::system_error(error, std::generic_category(), what) {}
  bool disk_full() const;       // ENOSPC or EDQUOT
  bool file_too_large() const;  // EFBIG: this filesystem holds no file so large
};

// An open file descriptor, closed at the end of its life.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

// A file being written. Unless kept it is unlinked when the object goes. Its bytes start on their way to the
// drive while it grows, and leave the system's memory once they are there: a video larger than the memory of
// a small machine must not push out of it what everybody reads.
class NewFile {
 public:
  explicit NewFile(std::string path);  // must not exist; its folder is made when missing; throws DiskError
  NewFile(NewFile&&) noexcept = default;
  NewFile& operator=(NewFile&&) noexcept = delete;
  ~NewFile();
  void write(std::string_view bytes);  // throws DiskError
  void commit();                       // from now on the file stays; call it once the row is committed
  const std::string& path() const { return path_; }
  int descriptor() const { return file_.get(); }

 private:
  std::string path_;
  Descriptor file_;
  std::int64_t written_ = 0, on_their_way_ = 0;
};

// A file that goes on where an earlier writer of it was known to be on the drive. It stays whatever happens:
// what is behind the latest sync() is cut off by whoever opens it next.
class AppendFile {
 public:
  // Made when `size` is 0 and it is not there. What it has beyond `size` is cut off. Throws DiskError, also
  // (ENODATA) when it is shorter than that.
  AppendFile(std::string path, std::uint64_t size);
  void write(std::string_view bytes);  // throws DiskError
  void sync();                         // bytes and name are on the drive when it returns; throws DiskError
  std::uint64_t size() const { return static_cast<std::uint64_t>(written_); }

 private:
  std::string path_;
  Descriptor file_;
  std::int64_t written_ = 0, on_their_way_ = 0;
  bool named_ = false;  // its name is on the drive
};

// The bytes and the names of all of them are on the drive when this returns (fsync of files and folders). All
// are asked for at once, as a drive does together what waits for it. Throws DiskError.
void sync_all(std::span<NewFile* const> files);

// Mode 0600; what is read later is the old content or the new, never half of one.
void write_atomically(const std::string& path, std::string_view content);
void remove_unfinished(const std::string& path);  // what a crash left beside it of that; throws DiskError
std::optional<std::string> read_file(const std::string& path);  // nothing when there is none
Descriptor open_read(const std::string& path);        // empty when there is none; throws DiskError otherwise
Descriptor open_read_write(const std::string& path);  // to read and write; it is there; throws DiskError
// Of an open file, whose path is for the error alone; fdatasync. Both throw DiskError.
void write_at(int file, const std::string& path, std::uint64_t at, std::string_view bytes);
void fdatasync_file(int file, const std::string& path);
bool remove_file(const std::string& path);     // true when there was one; throws DiskError
void create_folders(const std::string& path);  // its name is on the drive, whoever made it; throws DiskError
void sync_folder(const std::string& folder);   // the names in it are on the drive; throws DiskError
bool exists(const std::string& path);

// Under its new name on the drive, and under the old one no more, when it returns. Throws DiskError.
void move_file(const std::string& from, const std::string& to);
void sync_filesystem(
    const std::string& folder);  // all that was written to the one this is on; throws DiskError
// The next bytes, as many as fit; fewer only at the end. Throws DiskError.
std::size_t read_up_to(const Descriptor& file, char* to, std::size_t room);
std::uint64_t free_bytes(const std::string& folder);     // of its filesystem; throws DiskError
std::uint64_t total_bytes(const std::string& folder);    // the same
std::uint64_t max_file_size(const std::string& folder);  // it can hold, as far as is known; throws DiskError
std::string parent_path(const std::string& path);
std::string unused_path(const std::string& path);  // with 1 behind it, or 2 …: the first that is not there

}  // namespace base
