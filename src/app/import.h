// SPDX-License-Identifier: MIT
#pragma once

// Brings what an import file says into the store: all of it in one write, or nothing. Repeating an import
// changes nothing. Works beside a running server. One thread.

#include <iosfwd>
#include <string>
#include <vector>

#include "app/import_file.h"
#include "auth/password.h"
#include "base/clock.h"
#include "store/engine.h"
#include "store/users.h"

namespace app {

enum class Outcome { created, updated, unchanged };

struct ImportedUser {
  Outcome outcome = Outcome::unchanged;
  store::UserId id;
  std::string email;
  std::string login_code;  // of a new account without a password
};

struct Imported {
  std::vector<ImportedUser> users;
  bool countries_replaced = false;
};

class Importer {
 public:
  // Progress of the slow part, hashing, is told to `progress`.
  Importer(store::Engine& engine, auth::Passwords& passwords, std::ostream& progress)
      : engine_(engine), passwords_(passwords), progress_(progress) {}

  // Throws Stop: data when the file does not fit what the store holds, temporary when somebody else changed
  // that at the same moment.
  Imported run(const ImportFile& file, base::UnixSeconds now, bool dry_run = false);

 private:
  struct Plan;
  std::vector<Plan> match(const std::vector<UserEntry>& users);
  void settle_password(Plan& plan);
  bool countries_differ(const ImportFile& file);
  void write(const std::vector<Plan>& plans, const ImportFile& file, base::UnixSeconds now);
  static void append(const Plan& plan, store::Write& write, base::UnixSeconds now);

  store::Engine& engine_;
  auth::Passwords& passwords_;
  std::ostream& progress_;
};

}  // namespace app
