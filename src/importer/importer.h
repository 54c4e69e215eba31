// SPDX-License-Identifier: MIT
#pragma once

// Imports a file into the store in one write, all or nothing. Repeating an import changes nothing. Can
// run while the server is running.
// Thread safety: one thread at a time; it hashes the passwords on several threads.

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "auth/password_hasher.h"
#include "base/clock.h"
#include "importer/import_file.h"
#include "store/engine/database.h"
#include "store/users.h"

namespace api {

// Thrown after ImportProgress::stopping() returned true.
struct ImportCancelled : std::runtime_error {
  ImportCancelled() : std::runtime_error("The box was stopped meanwhile.") {}
};

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

// Progress of the slow part, the password hashing. Several threads call step and stopping.
struct ImportProgress {
  std::function<void(std::size_t total)> steps = [](std::size_t) {};
  std::function<void()> step = [] {};
  std::function<bool()> stopping = [] { return false; };  // true: throws ImportCancelled, writes nothing
};

class Importer {
 public:
  Importer(store::Database& engine, auth::PasswordHasher& passwords, ImportOptions options)
      : engine_(engine), passwords_(passwords), options_(options) {}

  // Without skip_errors, a fault of any user prevents the write.
  // Throws: ImportError; data if the file as a whole is invalid, race if the accounts were changed
  // concurrently.
  Imported run(const ImportFile& file, base::UnixSeconds now, const ImportProgress& progress = {});

 private:
  struct Plan;
  std::vector<Plan> plan(const ImportFile& file, ImportFaults& faults);
  void resolve_passwords(std::vector<Plan>& plans, bool to_write, const ImportProgress& progress);
  void resolve_password(Plan& plan, bool to_write);
  bool countries_differ(const ImportFile& file);
  void write(const std::vector<Plan>& plans, const ImportFile& file, base::UnixSeconds now);
  static void append(const Plan& plan, store::WriteBatch& write, base::UnixSeconds now);

  store::Database& engine_;
  auth::PasswordHasher& passwords_;
  const ImportOptions options_;
};

}  // namespace api
