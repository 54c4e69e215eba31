// SPDX-License-Identifier: MIT
#pragma once

// Imports a file into the store in one write, all or nothing. Repeating an import changes nothing. Can
// run while the server is running.
// Thread safety: one thread at a time; it hashes the passwords on several threads.

#include <cstddef>
#include <string>
#include <vector>

#include "auth/password_hasher.h"
#include "base/clock.h"
#include "base/progress.h"
#include "importer/import_file.h"
#include "store/engine/database.h"
#include "store/users.h"

namespace api {

enum class Outcome { created, updated, unchanged, error };
std::string_view name(Outcome outcome);

struct ImportedUser {
  Outcome outcome = Outcome::unchanged;
  std::string where;                // in the file
  store::User user;                 // as stored now; with errors, as in the file
  std::string login_code;           // of a new account without a password
  std::vector<std::string> errors;  // why nothing was imported
};

struct Imported {
  std::vector<ImportedUser> users;  // in the order of the file
  bool countries_replaced = false;
  bool written = false;  // false: the rest describes what would have been written
  ImportFaults faults;   // of all users with errors
};

struct ImportOptions {
  bool dry_run = false;
  bool skip_errors = false;  // imports the valid users even if others have faults
  store::UserId caller;      // the import may not lock out this account; 0: none
};

class Importer {
 public:
  Importer(store::Database& engine, auth::PasswordHasher& passwords, ImportOptions options)
      : engine_(engine), passwords_(passwords), options_(options) {}

  // Without skip_errors, a fault of any user prevents the write.
  // Throws: ImportError; data if the file as a whole is invalid, race if the accounts were changed
  // concurrently.
  // The steps are those of the slow part, the password hashing. Nothing is written if one throws.
  Imported run(const ImportFile& file, base::UnixSeconds now, const base::Progress& progress = {});

 private:
  struct Plan;
  std::vector<Plan> plan(const ImportFile& file, ImportFaults& faults);
  void resolve_passwords(std::vector<Plan>& plans, bool to_write, const base::Progress& progress);
  void resolve_password(Plan& plan, bool to_write);
  bool countries_differ(const ImportFile& file);
  void write(const std::vector<Plan>& plans, const ImportFile& file, base::UnixSeconds now);
  static void append(const Plan& plan, store::WriteBatch& write, base::UnixSeconds now);

  store::Database& engine_;
  auth::PasswordHasher& passwords_;
  const ImportOptions options_;
};

}  // namespace api
