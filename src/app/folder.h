// SPDX-License-Identifier: MIT
#pragma once

// The data folder: where each thing lies, and the few small files in it that are not the database's.
//
//   expobox.db  media/  keys/jwt.key  clock  expobox.lock  expobox.conf
//
// The small files are replaced whole: a crash leaves the old or the new one. Failures are base::DiskError.

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/files.h"

namespace app {

class Folder {
 public:
  explicit Folder(std::string path);  // makes it; throws Stop (cannot_create)

  std::string database() const { return path_ + "/expobox.db"; }
  std::string media() const { return path_ + "/media"; }

  // Held by the server for as long as it runs; empty where the filesystem knows no locks. Throws Stop
  // (temporary) when another server holds it.
  base::Descriptor lock() const;

  std::string signing_key() const;  // "" when there is none yet
  void set_signing_key(std::string_view key) const;
  std::string signing_key_made_at_need() const;

  void sweep() const;  // what a crash left of a small file that was about to be replaced

  base::UnixSeconds clock_floor() const;  // the latest time an earlier run has noted, 0 when none has
  void set_clock_floor(base::UnixSeconds now) const;

 private:
  std::string key_file() const { return path_ + "/keys/jwt.key"; }
  std::string clock_file() const { return path_ + "/clock"; }

  std::string path_;
};

}  // namespace app
