// SPDX-License-Identifier: MIT
#include "base/anonymous_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/ids.h"

namespace base {
namespace {

constexpr std::size_t piece = 64 * 1024;

}  // namespace

// Not O_TMPFILE: the file system of a USB drive may not support it.
AnonymousFile::AnonymousFile(const std::string& folder) {
  create_folders(folder);
  const std::string path = folder + "/archive-" + random_hex(8) + ".part";
  file_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file_) throw DiskError(errno, "create " + path);
  remove_file(path);
}

void AnonymousFile::write(std::string_view bytes) {
  waiting_ += bytes;
  size_ += bytes.size();
  if (waiting_.size() >= piece) flush();
}

void AnonymousFile::flush() {
  for (std::string_view rest = waiting_; !rest.empty();) {
    const ssize_t written = ::write(file_.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw DiskError(written < 0 ? errno : EIO, "write a file without a name");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  waiting_.clear();
}

void AnonymousFile::rewind() {
  flush();
  if (::lseek(file_.get(), 0, SEEK_SET) != 0) throw DiskError(errno, "read a file without a name");
}

bool AnonymousFile::read_line(std::string& line) {
  if (!std::exchange(reading_, true)) rewind();
  std::size_t end = waiting_.find('\n', given_);
  while (end == waiting_.npos) {
    waiting_.erase(0, std::exchange(given_, 0));
    const std::size_t before = waiting_.size();
    waiting_.resize(before + piece);
    waiting_.resize(before + read_up_to(file_, waiting_.data() + before, piece));
    if (waiting_.size() == before) return false;
    end = waiting_.find('\n', before);
  }
  line.assign(waiting_, given_, end - given_);
  given_ = end + 1;
  return true;
}

Descriptor AnonymousFile::release() {
  rewind();
  return std::move(file_);
}

}  // namespace base
