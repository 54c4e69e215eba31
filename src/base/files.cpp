// SPDX-License-Identifier: MIT
#include "base/files.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/parallel.h"

namespace base {
namespace {

// write_atomically() adds this many hex digits and this suffix to the name of its temporary file.
constexpr std::size_t mark_digits = 16;
constexpr std::string_view new_file = ".new";

[[noreturn]] void fail(const char* doing, const std::string& path, int error = errno) {
  throw DiskError(error, std::string(doing) + " " + path);
}

// Retries a system call that is interrupted by a signal.
template <class Call>
auto insist(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

Descriptor open_file(const std::string& path, int flags) {
  return Descriptor(insist([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0600); }));
}

// Opens one of our own files: follows no symbolic link and does not wait for the other end of a pipe.
Descriptor open_own(const std::string& path, int flags) {
  return open_file(path, flags | O_NOFOLLOW | O_NONBLOCK);
}

void sync_file(int file, const std::string& path) {
  if (insist([&] { return ::fsync(file); }) != 0) fail("sync", path);
}

bool is_folder(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

struct statvfs room_of(const std::string& folder) {
  struct statvfs room {};
  if (insist([&] { return ::statvfs(folder.c_str(), &room); }) != 0) fail("measure", folder);
  return room;
}

Descriptor create(const std::string& path, int flags) {
  flags |= O_WRONLY | O_CREAT;
  Descriptor file = open_own(path, flags);
  if (!file && errno == ENOENT) {
    create_folders(parent_path(path));
    file = open_own(path, flags);
  }
  if (!file) fail("create", path);
  return file;
}

// The bytes of a file that have been written, and those whose writeback has started.
struct Progress {
  std::int64_t& written;
  std::int64_t& on_their_way;
};

void append(const Descriptor& file, const std::string& path, std::string_view bytes, Progress progress) {
  constexpr std::int64_t window = 4 << 20;
  while (!bytes.empty()) {
    const ssize_t written = insist([&] { return ::write(file.get(), bytes.data(), bytes.size()); });
    if (written < 0) fail("write", path);
    if (written == 0) fail("write", path, EIO);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    progress.written += written;
  }
  if (progress.written - progress.on_their_way < window) return;
  posix_fadvise(file.get(), 0, progress.on_their_way, POSIX_FADV_DONTNEED);
  sync_file_range(file.get(), progress.on_their_way, progress.written - progress.on_their_way,
                  SYNC_FILE_RANGE_WRITE);
  progress.on_their_way = progress.written;
}

}  // namespace

static_assert(sizeof(off_t) == 8, "32-bit systems need _FILE_OFFSET_BITS=64: see toolchains/");

bool DiskError::disk_full() const { return code().value() == ENOSPC || code().value() == EDQUOT; }

bool DiskError::file_too_large() const { return code().value() == EFBIG; }

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Descriptor::release() { return std::exchange(fd_, -1); }

void Descriptor::reset() {
  if (fd_ >= 0) ::close(release());
}

NewFile::NewFile(std::string path) : path_(std::move(path)), file_(create(path_, O_EXCL)) {}

// The descriptor is open only until commit() or a move.
NewFile::~NewFile() {
  if (file_) ::unlink(path_.c_str());
}

void NewFile::write(std::string_view bytes) { append(file_, path_, bytes, {written_, on_their_way_}); }

void NewFile::commit() { file_.reset(); }

AppendFile::AppendFile(std::string path, std::uint64_t size)
    : path_(std::move(path)), file_(size == 0 ? create(path_, 0) : open_own(path_, O_WRONLY)) {
  if (!file_) fail("open", path_);
  struct stat found {};
  if (::fstat(file_.get(), &found) != 0) fail("measure", path_);
  if (!S_ISREG(found.st_mode)) fail("go on with", path_, EINVAL);
  written_ = on_their_way_ = static_cast<std::int64_t>(size);
  if (found.st_size < written_) fail("go on with", path_, ENODATA);
  if (insist([&] { return ::ftruncate(file_.get(), written_); }) != 0) fail("cut", path_);
  if (::lseek(file_.get(), written_, SEEK_SET) < 0) fail("seek in", path_);
  named_ = size > 0;
}

void AppendFile::write(std::string_view bytes) { append(file_, path_, bytes, {written_, on_their_way_}); }

void AppendFile::sync() {
  fdatasync_file(file_.get(), path_);
  posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
  if (!named_) sync_folder(parent_path(path_));
  named_ = true;
}

void sync_all(std::span<NewFile* const> files) {
  constexpr unsigned at_a_time = 8;
  std::set<std::string> distinct;
  for (const NewFile* file : files) distinct.insert(parent_path(file->path()));
  const std::vector<std::string> folders(distinct.begin(), distinct.end());
  parallel_for(folders.size() + files.size(), at_a_time, [&](std::size_t at) {
    if (at < folders.size()) return sync_folder(folders[at]);
    const NewFile& file = *files[at - folders.size()];
    sync_file(file.descriptor(), file.path());
    posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
  });
}

void write_atomically(const std::string& path, std::string_view content) {
  NewFile beside(path + "." + random_hex(mark_digits / 2) + std::string(new_file));
  beside.write(content);
  sync_file(beside.descriptor(), beside.path());
  if (::rename(beside.path().c_str(), path.c_str()) != 0) fail("replace", path);
  beside.commit();
  sync_folder(parent_path(path));
}

void remove_unfinished(const std::string& path) {
  const std::string folder = parent_path(path);
  const std::string begin = path.substr(path.rfind('/') + 1) + ".";
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    const bool ours = name.size() == begin.size() + mark_digits + new_file.size() &&
                      name.starts_with(begin) && name.ends_with(new_file);
    if (ours) found.push_back(folder + "/" + name);
  }
  for (const std::string& file : found) remove_file(file);
}

std::optional<std::string> read_file(const std::string& path) {
  const Descriptor file = open_read(path);
  if (!file) return {};
  std::string content;
  std::array<char, 16384> piece{};
  while (true) {
    const ssize_t got = insist([&] { return ::read(file.get(), piece.data(), piece.size()); });
    if (got < 0) fail("read", path);
    if (got == 0) return content;
    content.append(piece.data(), static_cast<std::size_t>(got));
  }
}

std::size_t read_up_to(const Descriptor& file, char* to, std::size_t room) {
  std::size_t all = 0;
  while (all < room) {
    const ssize_t got = insist([&] { return ::read(file.get(), to + all, room - all); });
    if (got < 0) fail("read", "a file");
    if (got == 0) break;
    all += static_cast<std::size_t>(got);
  }
  return all;
}

Descriptor open_read(const std::string& path) {
  Descriptor file = open_file(path, O_RDONLY);
  if (!file && errno != ENOENT && errno != ENOTDIR) fail("open", path);
  return file;
}

Descriptor open_read_write(const std::string& path) {
  Descriptor file = open_own(path, O_RDWR);
  if (!file) fail("open", path);
  return file;
}

void write_at(int file, const std::string& path, std::uint64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        insist([&] { return ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at)); });
    if (written < 0) fail("write", path);
    if (written == 0) fail("write", path, EIO);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += static_cast<std::uint64_t>(written);
  }
}

void fdatasync_file(int file, const std::string& path) {
  if (insist([&] { return ::fdatasync(file); }) != 0) fail("sync", path);
}

bool remove_file(const std::string& path) {
  if (::unlink(path.c_str()) == 0) return true;
  if (errno != ENOENT && errno != ENOTDIR) fail("remove", path);
  return false;
}

void create_folders(const std::string& path) {
  int made = ::mkdir(path.c_str(), 0700);
  if (made != 0 && errno == ENOENT && parent_path(path) != path) {
    create_folders(parent_path(path));
    made = ::mkdir(path.c_str(), 0700);
  }
  if (const int error = errno; made != 0 && !is_folder(path)) fail("make folder", path, error);
  // Another thread, or a process that was killed, may have created the folder without syncing it. A parent
  // that is not readable is not ours.
  const std::string parent = parent_path(path);
  if (made == 0 || ::access(parent.c_str(), R_OK) == 0) sync_folder(parent);
}

void sync_folder(const std::string& folder) {
  const Descriptor open = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!open) fail("open folder", folder);
  const bool synced = insist([&] { return ::fsync(open.get()); }) == 0;
  if (!synced && errno != EINVAL) fail("sync folder", folder);  // EINVAL: not supported by the file system
}

bool exists(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0;
}

void move_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("move", from + " to " + to);
  sync_folder(parent_path(to));
  if (parent_path(from) != parent_path(to)) sync_folder(parent_path(from));
}

void sync_filesystem(const std::string& folder) {
  const Descriptor open = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!open || ::syncfs(open.get()) != 0) fail("sync the filesystem of", folder);
}

std::uint64_t free_bytes(const std::string& folder) {
  const struct statvfs room = room_of(folder);
  return static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
}

std::uint64_t total_bytes(const std::string& folder) {
  const struct statvfs room = room_of(folder);
  return static_cast<std::uint64_t>(room.f_blocks) * room.f_frsize;
}

std::uint64_t max_file_size(const std::string& folder) {
  struct statfs found {};
  if (insist([&] { return ::statfs(folder.c_str(), &found); }) != 0) fail("measure", folder);
  const bool fat = static_cast<std::uint32_t>(found.f_type) == MSDOS_SUPER_MAGIC;
  return fat ? std::numeric_limits<std::uint32_t>::max() : std::numeric_limits<std::int64_t>::max();
}

std::string parent_path(const std::string& path) {
  const std::size_t name_end = path.find_last_not_of('/');
  const std::size_t slash = name_end == std::string::npos ? 0 : path.rfind('/', name_end);
  if (slash == std::string::npos) return ".";
  const std::size_t folder_end = path.find_last_not_of('/', slash);
  return folder_end == std::string::npos ? "/" : path.substr(0, folder_end + 1);
}

std::string unused_path(const std::string& path) {
  int number = 1;
  while (base::exists(path + std::to_string(number))) ++number;
  return path + std::to_string(number);
}

}  // namespace base
