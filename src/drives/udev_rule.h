// SPDX-License-Identifier: MIT
#pragma once

// The udev rule that starts the server of a drive named EXPOBOX. The package installs the rule; a symbolic
// link in udev's own folder enables it.

#include <string>
#include <vector>

namespace app {

struct UdevRule {
  std::string link = "/etc/udev/rules.d/99-expobox-drive.rules";
  std::vector<std::string> packaged = {
      "/usr/share/expobox/99-expobox-drive.rules",
      "/usr/local/share/expobox/99-expobox-drive.rules"};  // the first that exists
  std::vector<std::string> udevadm = {"/usr/bin/udevadm", "/bin/udevadm", "/usr/sbin/udevadm",
                                      "/sbin/udevadm"};
};

// Creates or removes the link, and makes udev reload its rules and examine all drives again. Returns true if
// that changed anything. A regular file in place of the link stays.
// Crash safety: the link exists entirely or not at all.
// Throws: CommandError, base::DiskError.
bool enable_drive_rule(const UdevRule& rule);
bool disable_drive_rule(const UdevRule& rule);

}  // namespace app
