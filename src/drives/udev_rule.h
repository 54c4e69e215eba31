// SPDX-License-Identifier: MIT
#pragma once

// The udev rule by which a drive named EXPOBOX starts its server. The package brings the rule; udev obeys it
// while there is a symbolic link to it in udev's own folder.

#include <string>
#include <vector>

namespace app {

struct UdevRule {
  std::string link = "/etc/udev/rules.d/99-expobox-drive.rules";
  std::vector<std::string> packaged = {
      "/usr/share/expobox/99-expobox-drive.rules",
      "/usr/local/share/expobox/99-expobox-drive.rules"};  // the first there is
  std::vector<std::string> udevadm = {"/usr/bin/udevadm", "/bin/udevadm", "/usr/sbin/udevadm",
                                      "/sbin/udevadm"};
};

// Makes or removes the link, and has udev read its rules and look at all drives again. True when the link was
// not, or was, there before. A regular file in place of the link stays.
// Crash safety: the link is there whole or not at all.
// Throws: Stop; base::DiskError.
bool enable_drive_rule(const UdevRule& rule);
bool disable_drive_rule(const UdevRule& rule);

}  // namespace app
