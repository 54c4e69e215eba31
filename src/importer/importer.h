// SPDX-License-Identifier: MIT
#pragma once

// Brings what an import file says into the store: all of it in one write, or nothing. Repeating an import
// changes nothing. Works beside a running server. One thread at a time; the passwords are hashed on several.

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "auth/password_hasher.h"
#include "base/clock.h"
#include "importer/import_file.h"
#include "store/engine/engine.h"
#include "store/users.h"

namespace api {

// ImportProgress::stopping() said so.
struct ImportCancelled : std::runtime_error {
  ImportCancelled() : std::runtime_error("The box was stopped meanwhile.") {}
};

enum class Outcome { created, updated, unchanged, error };
std::string_view name(Outcome outcome);

struct ImportedUser {
  Outcome outcome = Outcome::unchanged;
  std::string where;                // in the file
  store::User user;                 // as it is now; of an error what the file says
  std::string login_code;           // of an account that was made without a password
  std::vector<std::string> errors;  // why nothing was done
};

struct Imported {
  std::vector<ImportedUser> users;  // in the file's order
  bool countries_replaced = false;
  bool written = false;  // else all this is what would have been
  ImportFaults faults;   // of all users with errors
};

struct ImportOptions {
  bool dry_run = false;
  bool skip_errors = false;  // users without a fault come in although others have one
  store::UserId caller;      // an account that the import may not shut out; 0: none
};

// What the slow part, the passwords, tells and asks. step and stopping: from several threads.
struct ImportProgress {
  std::function<void(std::size_t total)> steps = [](std::size_t) {};
  std::function<void()> step = [] {};
  std::function<bool()> stopping = [] { return false; };  // true: throws ImportCancelled, nothing is written
};

class Importer {
 public:
  Importer(store::Database& engine, auth::PasswordHasher& passwords, ImportOptions options)
      : engine_(engine), passwords_(passwords), options_(options) {}

  // Throws ImportError: data when the file as a whole does not fit, race when somebody else changed the
  // accounts at the same moment. Without skip_errors nothing is written when a user has a fault.
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
