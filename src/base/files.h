// SPDX-License-Identifier: MIT
#pragma once

// File operations on a drive that may fail or be removed.
// Crash safety: what a function has completed is on the drive where its comment says so. Incomplete work
// leaves at most a file that no row names.
// Throws: DiskError, with errno and the operation that failed.

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
  bool file_too_large() const;  // EFBIG: the file system does not support a file of this size
};

// An owned file descriptor, closed by the destructor.
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

// A file that is being written. The destructor unlinks it unless commit() was called. Writeback starts while
// the file grows, and written pages leave the page cache. Otherwise a video larger than the memory of a small
// machine would evict the files that all clients read.
class NewFile {
 public:
  explicit NewFile(std::string path);  // must not exist; its folder is created if missing
  NewFile(NewFile&&) noexcept = default;
  NewFile& operator=(NewFile&&) noexcept = delete;
  ~NewFile();
  void write(std::string_view bytes);
  void commit();  // keeps the file; call it once the row is committed
  const std::string& path() const { return path_; }
  int descriptor() const { return file_.get(); }

 private:
  std::string path_;
  Descriptor file_;
  std::int64_t written_ = 0, on_their_way_ = 0;
};

// A file that is continued at a size that is known to be on the drive. It is never unlinked. The next writer
// truncates what follows the latest sync().
class AppendFile {
 public:
  // Creates the file if `size` is 0 and it does not exist. Truncates it to `size`. Throws DiskError, also
  // when the file is shorter (ENODATA).
  AppendFile(std::string path, std::uint64_t size);
  void write(std::string_view bytes);
  void sync();  // bytes and name are on the drive when it returns
  std::uint64_t size() const { return static_cast<std::uint64_t>(written_); }

 private:
  std::string path_;
  Descriptor file_;
  std::int64_t written_ = 0, on_their_way_ = 0;
  bool named_ = false;  // its name is on the drive
};

// When it returns, the bytes and names of all files are on the drive (fsync of files and folders). The calls
// run in parallel, because a drive combines pending writes.
void sync_all(std::span<NewFile* const> files);

// Replaces the file atomically, with mode 0600. A later read returns the old content or the new, never a
// mixture.
void write_atomically(const std::string& path, std::string_view content);
void remove_unfinished(const std::string& path);  // removes what a crash of write_atomically() left
std::optional<std::string> read_file(const std::string& path);  // nothing when there is none
Descriptor open_read(const std::string& path);                  // empty when there is none
Descriptor open_read_write(const std::string& path);            // for reading and writing; must exist
// For an open file, whose path is only used in error messages.
void write_at(int file, const std::string& path, std::uint64_t at, std::string_view bytes);
void fdatasync_file(int file, const std::string& path);
bool remove_file(const std::string& path);     // true when it existed
void create_folders(const std::string& path);  // its name is on the drive, even if it existed before
void sync_folder(const std::string& folder);   // the names in it are on the drive
bool exists(const std::string& path);

// When it returns, the file is on the drive under its new name only.
void move_file(const std::string& from, const std::string& to);
// Writes all pending data of the folder's file system to the drive.
void sync_filesystem(const std::string& folder);
// Reads up to `room` bytes; fewer only at the end of the file.
std::size_t read_up_to(const Descriptor& file, char* to, std::size_t room);
std::uint64_t free_bytes(const std::string& folder);     // of its file system
std::uint64_t total_bytes(const std::string& folder);    // of its file system
std::uint64_t max_file_size(const std::string& folder);  // of its file system, as far as is known
std::string parent_path(const std::string& path);
std::string unused_path(const std::string& path);  // the first of `path` + 1, 2, … that does not exist

}  // namespace base
