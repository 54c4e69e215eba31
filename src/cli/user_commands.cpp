// SPDX-License-Identifier: MIT
#include "cli/user_commands.h"

#include <algorithm>
#include <chrono>
#include <istream>
#include <mutex>
#include <optional>
#include <ostream>

#include "api/context/audit_trail.h"
#include "app/app.h"
#include "auth/account_validation.h"
#include "auth/email_address.h"
#include "auth/login_code.h"
#include "base/exit.h"
#include "base/parallel.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "importer/importer.h"
#include "store/settings.h"

namespace app {
namespace {

using api::Outcome;

// The data folder and its database, without a server.
struct Box {
  explicit Box(const Config& config)
      : folder(config.data), clock(folder.clock_note(), config.machine), engine(folder.database()) {
    apply_box_number(config, engine);
  }

  DataFolder folder;
  base::BoxClock clock;
  store::SqliteEngine engine;
};

std::string password_of(Call& call) {
  std::string password = call.arguments.value("password").value_or("");
  if (password == "-" && !std::getline(call.console.in, password)) {
    throw CommandError(ExitCode::usage, "no password came on standard input");
  }
  return std::string(base::trim(password));
}

// Reports the progress of a long job every two seconds.
// Thread safety: any thread may call step().
class Progress {
 public:
  Progress(std::ostream& out, std::string doing, std::size_t steps)
      : out_(out), doing_(std::move(doing)), steps_(steps) {}

  void step() {
    using namespace std::chrono_literals;
    const std::lock_guard lock(mutex_);
    ++done_;
    const auto now = std::chrono::steady_clock::now();
    if (now - said_ < 2s) return;
    said_ = now;
    out_ << doing_ << ": " << done_ << " of " << steps_ << std::endl;
  }

 private:
  std::ostream& out_;
  const std::string doing_;
  const std::size_t steps_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::chrono::steady_clock::time_point said_ = std::chrono::steady_clock::now();
};

// Turns an error of the import into one of the command.
template <class Call>
auto importing(Call&& call) {
  using Why = api::ImportError::Why;
  try {
    return call();
  } catch (const api::ImportError& refused) {
    throw CommandError(refused.why == Why::race ? ExitCode::temporary : ExitCode::data, refused.what());
  }
}

api::Imported bring_in(const api::ImportFile& file, Box& box, Call& call, std::string_view verb) {
  auth::PasswordHasher passwords(password_rounds(call.configuration.config, box.engine), base::cpu_count());
  const api::AuditScope scope(api::audit_entry(box.clock, verb));
  api::audit_detail("accounts=" + std::to_string(file.users.size()));
  api::AuditedEngine audited(box.engine);
  api::Importer importer(audited, passwords, {.dry_run = call.arguments.has("dry-run"), .caller = {}});
  std::optional<Progress> progress;
  api::Imported imported = importing([&] {
    return importer.run(
        file, box.clock.now(),
        {.begin = [&](std::size_t steps) { progress.emplace(call.console.err, "hashing passwords", steps); },
         .step = [&] { progress->step(); }});
  });
  importing([&] { imported.faults.throw_if_any("nothing was imported:"); });
  for (const api::ImportedUser& one : imported.users) {
    if (one.outcome == Outcome::unchanged) continue;
    call.console.out << name(one.outcome) << '\t' << one.user.id.value << '\t' << one.user.email << '\t'
                     << one.login_code << '\n';
  }
  return imported;
}

api::ImportFile read_import(const std::string& path) {
  const std::string name = base::ascii_lower(path);
  if (!name.ends_with(".csv") && !name.ends_with(".json")) {
    throw CommandError(ExitCode::usage, path + " is neither .json nor .csv");
  }
  const auto content = base::read_file(path);
  if (!content) throw CommandError(ExitCode::usage, "there is no file " + path);
  try {
    return importing([&] {
      api::ImportFile file = api::read_import(path, *content);
      file.refuse_if_any_fault();
      return file;
    });
  } catch (const CommandError& stop) {
    throw CommandError(stop.code, path + ": " + stop.what());
  }
}

// Runs after the commit, as the accounts are what the key signs. Returns true if the key differs from the
// previous one.
bool bring_in_key(const api::ImportFile& file, const Box& box, Call& call) {
  if (file.signing_key.empty() || box.folder.signing_key() == file.signing_key) return false;
  if (!call.arguments.has("dry-run")) box.folder.set_signing_key(file.signing_key);
  return true;
}

void summarize(const api::Imported& imported, bool new_key, Call& call) {
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(imported.users, outcome, &api::ImportedUser::outcome);
  };
  call.console.err << (call.arguments.has("dry-run") ? "nothing was written; it would be: " : "")
                   << count(Outcome::created) << " created, " << count(Outcome::updated) << " updated, "
                   << count(Outcome::unchanged) << " unchanged"
                   << (imported.countries_replaced ? "; countries replaced" : "")
                   << (new_key ? "; signing key replaced" : "") << "\n";
  if (new_key && !call.configuration.config.jwt_key.empty()) {
    call.console.err << "but jwt-key is set in this configuration, and wins over the new key\n";
  }
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string json_of(const std::vector<store::User>& users) {
  std::string text;
  base::JsonWriter json(text);
  json.begin_array();
  for (const store::User& user : users) {
    json.begin_object()
        .member("id", user.id.value)
        .member("email", user.email)
        .member("booth_limit", user.booth_limit)
        .member("is_active", user.active)
        .member("is_admin", user.admin)
        .member("name", user.name)
        .member("stand", user.stand)
        .end_object();
  }
  json.end_array();
  return text;
}

// Writes what `change` appends for the account that --email names.
template <class Change>
void change_user(Call& call, std::string_view verb, Change change) {
  const std::string email = auth::canonical_email(call.required_flag("email"));
  require_database(call.configuration.config.data);
  Box box(call.configuration.config);
  const auto user = store::user_by_email(box.engine, email);
  if (!user) throw CommandError(ExitCode::data, "there is no account " + email);
  store::WriteBatch write;
  change(write, user->id, box.engine);
  store::AuditEntry entry = api::audit_entry(box.clock, verb);
  entry.object = "users/" + std::to_string(user->id.value);
  store::add_audit(write, entry);
  if (box.engine.write(write).refused)
    throw CommandError(ExitCode::data, "there is no account " + email + " any more");
}

}  // namespace

void run_import(Call& call) {
  if (call.operands.empty()) throw CommandError(ExitCode::usage, "import needs a FILE.json or FILE.csv");
  for (const std::string& path : call.operands) {
    const api::ImportFile file = read_import(path);
    for (const std::string& note : file.notes) call.console.err << path << ": " << note << "\n";
    Box box(call.configuration.config);
    const api::Imported imported = bring_in(file, box, call, "import");
    summarize(imported, bring_in_key(file, box, call), call);
  }
}

void add_user(Call& call) {
  const Arguments& given = call.arguments;
  api::ImportFile file;
  api::UserEntry& entry = file.users.emplace_back();
  entry.where = "--email";
  entry.email = call.required_flag("email");
  entry.password = password_of(call);
  entry.name = given.value("name");
  entry.stand = given.value("stand");
  entry.admin = given.has("admin");
  if (const auto limit = given.value("booth-limit")) {
    entry.booth_limit = base::parse_int(*limit);
    if (!entry.booth_limit)
      throw CommandError(ExitCode::usage, "--booth-limit: “" + *limit + "” is not a whole number");
  }
  api::check_users(file);
  importing([&] { file.of_users.throw_if_any("no account was made:"); });
  Box box(call.configuration.config);
  if (store::user_by_email(box.engine, entry.email)) {
    throw CommandError(ExitCode::data, "there is an account " + entry.email + " already");
  }
  bring_in(file, box, call, "user add");
}

void list_users(Call& call) {
  require_database(call.configuration.config.data);
  Box box(call.configuration.config);
  const std::vector<store::User> users = store::all_users(box.engine);
  if (call.arguments.has("json")) {
    call.console.out << json_of(users) << '\n';
    return;
  }
  for (const store::User& user : users) {
    call.console.out << user.id.value << '\t' << user.email << '\t' << user.booth_limit << '\t'
                     << (user.active ? "active" : "disabled") << '\t' << (user.admin ? "admin" : "-") << '\t'
                     << one_line(user.name) << '\t' << one_line(user.stand) << '\n';
  }
}

void set_password(Call& call) {
  call.required_flag("password");
  const std::string password = password_of(call);
  if (password.empty()) throw CommandError(ExitCode::usage, "the password is empty");
  change_user(call, "user passwd",
              [&](store::WriteBatch& write, store::UserId user, store::Database& engine) {
                const std::string event_name = store::setting(engine, "event_name").value_or("");
                if (const auto fault =
                        auth::validate_new_password(password, call.required_flag("email"), event_name)) {
                  throw CommandError(ExitCode::data, std::string(*fault));
                }
                auth::PasswordHasher passwords(password_rounds(call.configuration.config, engine));
                store::set_password(write, user, passwords.hash(password));
              });
}

void disable_user(Call& call) {
  change_user(call, "user disable", [](store::WriteBatch& write, store::UserId user, store::Database&) {
    store::set_active(write, user, false);
  });
}

void enable_user(Call& call) {
  change_user(call, "user enable", [](store::WriteBatch& write, store::UserId user, store::Database&) {
    store::set_active(write, user, true);
  });
}

void new_login_code(Call& call) {
  const std::string code = auth::new_login_code();
  change_user(call, "user code", [&](store::WriteBatch& write, store::UserId user, store::Database&) {
    store::set_login_code(write, user, auth::login_code_hash(code));
  });
  call.console.out << code << '\n';
}

}  // namespace app
