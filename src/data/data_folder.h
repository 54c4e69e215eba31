// SPDX-License-Identifier: MIT
#pragma once

// The data folder: where each thing lies, and the few small files in it that are not the database's.
//
//   expobox.db  media/  backups/  keys/{jwt.key,tls-authority.pem,tls.pem}  clock  running  expobox.lock
//   expobox.conf
//
// Any of them may come with a drive that anybody has prepared: where one is a symbolic link the folder is not
// used, and the small files are opened without following links (base/directory.h).
// The small files are replaced whole: a crash leaves the old or the new one. Whoever opens the folder
// finishes a restore that was cut short (data_swap.h). Failures are base::DiskError.

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
      std::string path);  // makes it; throws CommandError (cannot_create; data where a link is in it)

  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/expobox.db"; }
  std::string media() const { return path_ + "/media"; }
  std::string copies() const { return path_ + "/backups"; }

  // Held by the server, and by what must not run beside one, to its end; empty where the filesystem knows no
  // locks. Throws CommandError (temporary) when another holds it.
  base::Descriptor lock() const;
  std::optional<base::Descriptor> lock_if_free() const;

  // A mark that a server has from its start to a stop that was none of a crash, a kill or a power cut.
  bool has_running_marker() const { return base::exists(running_file()); }
  void mark_running() const;
  void mark_stopped() const;

  std::string signing_key() const;  // without white space around it; "" when there is none yet
  void set_signing_key(std::string_view key) const;
  std::string load_or_create_signing_key()
      const;  // throws CommandError (config) when the one there is too short

  void remove_leftovers() const;  // what a crash left of a small file that was about to be replaced

  std::string first_run_file() const { return path_ + "/FIRST-RUN.txt"; }  // how to make an administrator
  std::string address_file() const { return path_ + "/ADDRESS.txt"; }      // where the box answers

  std::string authority_file() const { return path_ + "/" + authority_name; }
  std::string certificate_file() const { return path_ + "/" + certificate_name; }
  static constexpr const char* authority_name = "keys/tls-authority.pem";
  static constexpr const char* certificate_name = "keys/tls.pem";

  // A small file of the folder, by its name in it; nothing when there is none.
  std::optional<std::string> read(const std::string& name) const { return root_.read(name); }

  base::ClockState clock_note() const;  // of an earlier run; what cannot be read is as if it were not there
  void set_clock_note(const base::ClockState& note) const;

 private:
  std::string key_file() const { return path_ + "/keys/jwt.key"; }
  std::string clock_file() const { return path_ + "/clock"; }
  std::string running_file() const { return path_ + "/running"; }

  std::string path_;
  base::Directory root_;
};

// A mistyped folder is told, not made: throws CommandError (data).
void require_database(const std::string& folder);

}  // namespace app
