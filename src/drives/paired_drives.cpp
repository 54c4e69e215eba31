// SPDX-License-Identifier: MIT
#include "drives/paired_drives.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

#include "base/bounded_file.h"
#include "base/files.h"
#include "base/ids.h"
#include "base/text/text.h"
#include "drives/drive_status.h"

namespace base {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_file_bytes = 16 << 10;
constexpr std::chrono::milliseconds max_wait = 2s, between_tries = 50ms;

[[noreturn]] void fail(const char* doing, const std::string& path) {
  throw DiskError(errno, std::string(doing) + " " + path);
}

// Returns an empty descriptor if the folder does not exist.
Descriptor open_state_folder(const std::string& folder) {
  Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!open && errno != ENOENT) fail("open folder", folder);
  return open;
}

// Every user of the machine may open the folder, and thus lock it, so the wait is short.
Descriptor lock_folder(const std::string& folder) {
  Descriptor open = open_state_folder(folder);
  if (!open) throw DiskError(ENOENT, "open folder " + folder);
  for (auto waited = 0ms; ::flock(open.get(), LOCK_EX | LOCK_NB) != 0; waited += between_tries) {
    if (errno != EWOULDBLOCK && errno != EINTR) fail("lock", folder);
    if (waited >= max_wait) throw DiskError(EBUSY, "lock " + folder);
    std::this_thread::sleep_for(between_tries);
  }
  return open;
}

std::string_view uuid_of(std::string_view line) {
  const std::string_view word = trim(line.substr(0, line.find('#')));
  return is_filesystem_uuid(word) ? word : std::string_view();
}

std::vector<std::string> uuids_in(std::string_view content) {
  std::vector<std::string> found;
  for (const std::string_view line : split(content, "\n")) {
    const std::string_view uuid = uuid_of(line);
    const auto same = [&](const std::string& other) { return is_same_uuid(uuid, other); };
    if (!uuid.empty() && std::ranges::none_of(found, same)) found.emplace_back(uuid);
  }
  return found;
}

// Root may create the file; the owner of the folder reads and writes it.
void give_to_owner(const NewFile& file, const std::string& folder) {
  struct stat owner {};
  if (::stat(folder.c_str(), &owner) != 0) fail("look at", folder);
  if (::geteuid() == 0 && ::fchown(file.descriptor(), owner.st_uid, owner.st_gid) != 0) {
    fail("give away", file.path());
  }
  if (::fchmod(file.descriptor(), 0644) != 0) fail("change the mode of", file.path());
}

}  // namespace

bool is_same_uuid(std::string_view a, std::string_view b) { return iequals(a, b); }

bool PairedDrives::is_available() const { return static_cast<bool>(open_state_folder(folder_)); }

std::string PairedDrives::content() const { return read_bounded_file(path(), max_file_bytes).value_or(""); }

std::vector<std::string> PairedDrives::uuids() const {
  return is_available() ? uuids_in(content()) : std::vector<std::string>();
}

void PairedDrives::replace(std::string_view content) const {
  remove_unfinished(path());
  NewFile beside(path() + "." + random_hex(8) + ".new");  // the form remove_unfinished() expects
  give_to_owner(beside, folder_);
  beside.write(content);
  NewFile* const file = &beside;
  sync_all({&file, 1});
  move_file(beside.path(), path());
  beside.commit();
}

PairedDrives::Pairing PairedDrives::pair(std::string_view uuid) {
  const Descriptor lock = lock_folder(folder_);
  std::string text = content();
  const std::vector<std::string> there = uuids_in(text);
  const auto same = [&](const std::string& other) { return is_same_uuid(uuid, other); };
  if (std::ranges::any_of(there, same)) return Pairing::already_paired;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text.append(uuid).append("\n");
  if (there.size() >= max_drives || text.size() > max_file_bytes) return Pairing::list_full;
  replace(text);
  return Pairing::paired;
}

bool PairedDrives::unpair(std::string_view uuid) {
  const Descriptor lock = lock_folder(folder_);
  const std::string text = content();
  std::string kept;
  bool found = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const bool same = is_same_uuid(uuid_of(line), uuid);
    found = found || same;
    if (!same) kept.append(line).append("\n");
  }
  if (found) replace(kept);
  return found;
}

}  // namespace base
