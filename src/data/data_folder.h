// SPDX-License-Identifier: MIT
#pragma once

// The data folder: the paths in it, and its small files that are not part of the database.
//   expobox.db  media/  backups/  keys/{jwt.key,tls-authority.pem,tls.pem}  clock  running  expobox.lock
//   expobox.conf
// The folder may come on an untrusted drive. It is rejected if one of these names is a symbolic link, and the
// small files are opened without following links (base/directory.h).
// Crash safety: a small file is the old or the new one. The constructor finishes an interrupted restore
// (data_swap.h).
// Throws: base::DiskError.

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/directory.h"
#include "base/files.h"

namespace app {

class DataFolder {
 public:
  explicit DataFolder(
      std::string path);  // creates it; throws CommandError (cannot_create; data if it contains a link)

  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/expobox.db"; }
  std::string media() const { return path_ + "/media"; }
  std::string copies() const { return path_ + "/backups"; }

  // Locks the folder for the server, and for commands that must not run beside one. Empty if the file system
  // has no locks. Throws CommandError (temporary) if another process holds the lock.
  base::Descriptor lock() const;
  std::optional<base::Descriptor> lock_if_free() const;

  // The marker exists from a server's start to its orderly stop. A crash, a kill or a power cut leaves it.
  bool has_running_marker() const { return base::exists(running_file()); }
  void mark_running() const;
  void mark_stopped() const;

  std::string signing_key() const;  // without surrounding white space; "" if there is none yet
  void set_signing_key(std::string_view key) const;
  std::string load_or_create_signing_key()
      const;  // throws CommandError (config) if the existing key is too short

  void remove_leftovers() const;  // temporary files that a crash left beside a small file

  std::string first_run_file() const { return path_ + "/FIRST-RUN.txt"; }  // how to create an administrator
  std::string address_file() const { return path_ + "/ADDRESS.txt"; }      // the server's address

  std::string authority_file() const { return path_ + "/" + authority_name; }
  std::string certificate_file() const { return path_ + "/" + certificate_name; }
  static constexpr const char* authority_name = "keys/tls-authority.pem";
  static constexpr const char* certificate_name = "keys/tls.pem";

  // Reads a small file by its name in the folder; nullopt if it does not exist.
  std::optional<std::string> read(const std::string& name) const { return root_.read(name); }

  base::ClockState clock_note() const;  // of an earlier run; unreadable members have their defaults
  void set_clock_note(const base::ClockState& note) const;

 private:
  std::string key_file() const { return path_ + "/keys/jwt.key"; }
  std::string clock_file() const { return path_ + "/clock"; }
  std::string running_file() const { return path_ + "/running"; }

  std::string path_;
  base::Directory root_;
};

// Throws CommandError (data) if the database does not exist, so that a mistyped folder is not created.
void require_database(const std::string& folder);

}  // namespace app
