// SPDX-License-Identifier: MIT
#include "base/bounded_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/files.h"

namespace base {

std::optional<std::string> read_bounded_file(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: opening a FIFO without a writer would block.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return {};
  if (!file) throw DiskError(errno, "open " + path);
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) throw DiskError(errno, "open " + path);
  if (!S_ISREG(found.st_mode)) throw DiskError(EINVAL, "read " + path + ", which is no regular file");
  std::string content(max_bytes + 1, '\0');
  content.resize(read_up_to(file, content.data(), content.size()));
  if (content.size() > max_bytes) throw DiskError(EFBIG, "read " + path);
  return content;
}

}  // namespace base
