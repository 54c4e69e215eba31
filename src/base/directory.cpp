// SPDX-License-Identifier: MIT
#include "base/directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace base {
namespace {

#ifdef SYS_openat2
constexpr long openat2_number = SYS_openat2;
#else
constexpr long openat2_number = 437;  // on all architectures but Alpha
#endif

// struct open_how and RESOLVE_… from linux/openat2.h, which older headers lack.
struct OpenHow {
  std::uint64_t flags = 0, mode = 0, resolve = 0;
};
constexpr int max_tries = 100;  // openat2 fails with EAGAIN while a component is renamed
constexpr std::size_t max_read = 1 << 20;

constexpr std::uint64_t no_magic_links = 0x02, no_symlinks = 0x04, beneath = 0x08;

enum class Support { unknown, none, there };
std::atomic<Support> openat2_support{Support::unknown};

int openat2(int directory, const char* name, int flags) {
  const OpenHow how{.flags = static_cast<std::uint64_t>(flags),
                    .resolve = beneath | no_symlinks | no_magic_links};
  return static_cast<int>(::syscall(openat2_number, directory, name, &how, sizeof how));
}

// Probed once: an old kernel returns ENOSYS, a filter that does not know the call EPERM.
bool has_openat2(int directory) {
  if (openat2_support == Support::unknown) {
    const Descriptor probe(openat2(directory, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    openat2_support = probe ? Support::there : Support::none;
  }
  return openat2_support == Support::there;
}

// Opens one component after the other; none may be a symbolic link.
Descriptor open_by_component(int directory, std::string_view name, int flags) {
  Descriptor folder, outer;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string component(name.substr(0, slash));
    if (component == "..") {
      errno = EXDEV;
      return {};
    }
    const int from = folder ? folder.get() : directory;
    if (slash == std::string_view::npos)
      return Descriptor(::openat(from, component.c_str(), flags | O_NOFOLLOW));
    outer = std::move(folder);
    folder = Descriptor(::openat(from, component.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) {
      struct stat found {};
      if (::fstatat(from, component.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return {};
      errno = S_ISLNK(found.st_mode) ? ELOOP : ENOTDIR;
      return {};
    }
    name.remove_prefix(slash + 1);
  }
}

bool leads_elsewhere(int error) { return error == ELOOP || error == EXDEV || error == ENXIO; }

}  // namespace

Directory::Directory(std::string path, Last last) : path_(std::move(path)) {
  const int flags = O_PATH | O_DIRECTORY | O_CLOEXEC | (last == Last::ours ? O_NOFOLLOW : 0);
  directory_ = Descriptor(::open(path_.c_str(), flags));
  if (!directory_) throw DiskError(errno, "open folder " + path_);
}

Descriptor Directory::open(const std::string& name, int flags) const {
  flags |= O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  const auto attempt = [&] {
    if (has_openat2(directory_.get())) return Descriptor(openat2(directory_.get(), name.c_str(), flags));
    return open_by_component(directory_.get(), name, flags);
  };
  Descriptor file = attempt();
  for (int tries = 0; !file && (errno == EINTR || errno == EAGAIN) && tries < max_tries; ++tries)
    file = attempt();
  if (!file && leads_elsewhere(errno)) throw NotRegular(errno, "open " + path_ + "/" + name);
  if (!file) return file;
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) throw DiskError(errno, "look at " + path_ + "/" + name);
  if (!S_ISREG(found.st_mode)) {
    throw NotRegular(EINVAL, "open, as it is no regular file, " + path_ + "/" + name);
  }
  return file;
}

Descriptor Directory::open_to_read(const std::string& name) const {
  Descriptor file = open(name, O_RDONLY);
  if (!file && errno != ENOENT && errno != ENOTDIR) throw DiskError(errno, "open " + path_ + "/" + name);
  return file;
}

Descriptor Directory::open_to_change(const std::string& name) const {
  Descriptor file = open(name, O_RDWR);
  if (!file) throw DiskError(errno, "open " + path_ + "/" + name);
  return file;
}

std::optional<std::string> Directory::read(const std::string& name) const {
  const Descriptor file = open_to_read(name);
  if (!file) return {};
  std::string content(16384, '\0');
  std::size_t size = 0;
  while (const std::size_t got = read_up_to(file, content.data() + size, content.size() - size)) {
    size += got;
    if (size > max_read) throw DiskError(EFBIG, "read " + path_ + "/" + name);
    if (size == content.size()) content.resize(2 * size);
  }
  content.resize(size);
  return content;
}

void use_openat2(bool use) { openat2_support = use ? Support::unknown : Support::none; }

}  // namespace base
