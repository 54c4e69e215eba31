// SPDX-License-Identifier: MIT
#include "drives/udev_rule.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/exit.h"
#include "base/files.h"
#include "base/host/run_program.h"
#include "base/ids.h"

namespace app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* doing, const std::string& path) {
  if (errno == EACCES || errno == EPERM) {
    throw CommandError(ExitCode::no_permission,
                       "only root may change " + path + ": run the command with sudo");
  }
  throw base::DiskError(errno, std::string(doing) + " " + path);
}

std::string first_there(const std::vector<std::string>& paths, const std::string& otherwise) {
  const auto found = std::ranges::find_if(paths, [](const std::string& path) { return base::exists(path); });
  if (found == paths.end()) throw CommandError(ExitCode::config, otherwise);
  return *found;
}

// Returns the target of the link; nothing if there is no link.
std::optional<std::string> target_of(const std::string& link) {
  std::error_code none;
  const fs::file_status found = fs::symlink_status(link, none);
  if (!fs::exists(found)) return {};
  if (!fs::is_symlink(found)) {
    throw CommandError(ExitCode::data,
                       link + " is a file, and no link that expobox has made: move it away first");
  }
  return fs::read_symlink(link, none).string();
}

void make_link(const std::string& link, const std::string& target) {
  std::error_code none;
  fs::create_directory(base::parent_path(link), none);                   // symlink() reports the error
  const std::string beside = link + "." + base::random_hex(8) + ".new";  // a name that udev ignores
  if (::symlink(target.c_str(), beside.c_str()) != 0) fail("make", link);
  if (::rename(beside.c_str(), link.c_str()) != 0) {
    const int error = errno;
    ::unlink(beside.c_str());
    errno = error;
    fail("make", link);
  }
  base::sync_folder(base::parent_path(link));
}

std::string udevadm_of(const UdevRule& rule) {
  return first_there(rule.udevadm,
                     "this machine has no udevadm: without udev a drive cannot start by itself");
}

void run_udevadm(const std::string& udevadm, const std::vector<std::string>& arguments) {
  const int status = run_program(udevadm, arguments);
  if (status == 0) return;
  std::string words = "udevadm";
  for (const std::string& argument : arguments) words += " " + argument;
  throw CommandError(ExitCode::unavailable, words + " ended with status " + std::to_string(status) +
                                                "; what was changed holds when the machine starts again");
}

void tell_udev(const std::string& udevadm) {
  run_udevadm(udevadm, {"control", "--reload"});
  run_udevadm(udevadm, {"trigger", "--subsystem-match=block", "--action=add"});
}

}  // namespace

bool enable_drive_rule(const UdevRule& rule) {
  const std::string udevadm = udevadm_of(rule);
  const std::string packaged =
      first_there(rule.packaged, "there is no " + rule.packaged.front() +
                                     ": install ExpoBox by its package or its install.sh");
  const bool change = target_of(rule.link) != packaged;
  if (change) make_link(rule.link, packaged);
  tell_udev(udevadm);
  return change;
}

bool disable_drive_rule(const UdevRule& rule) {
  const std::string udevadm = udevadm_of(rule);
  const bool change = target_of(rule.link).has_value();
  if (change) {
    if (::unlink(rule.link.c_str()) != 0) fail("remove", rule.link);
    base::sync_folder(base::parent_path(rule.link));
  }
  tell_udev(udevadm);
  return change;
}

}  // namespace app
