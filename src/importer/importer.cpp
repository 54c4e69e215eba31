// SPDX-License-Identifier: MIT
#include "importer/importer.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "auth/account_validation.h"
#include "auth/login_code.h"
#include "base/parallel.h"
#include "base/text/text.h"
#include "store/settings.h"

namespace api {
namespace {

std::string numbered(std::int64_t id) { return "id " + std::to_string(id); }

auto contents(const store::User& user) {
  return std::tie(user.email, user.password, user.booth_limit, user.active, user.admin, user.name, user.stand,
                  user.limits);
}

bool same(const store::Country& a, const store::Country& b) {
  return std::tie(a.id, a.name, a.code) == std::tie(b.id, b.name, b.code);
}

// A likely reason for a refused write: country ids that would denote another country, while booths may use
// them.
std::string renamed_countries(const std::vector<store::Country>& now,
                              const std::vector<store::Country>& then) {
  std::string found;
  for (const store::Country& country : then) {
    const auto known = std::ranges::find(now, country.id, &store::Country::id);
    if (known == now.end() || known->code == country.code) continue;
    found +=
        (found.empty() ? "" : ", ") + numbered(country.id.value) + " " + known->code + " to " + country.code;
  }
  return found;
}

void overlay(const UserEntry& entry, store::User& user) {
  user.booth_limit = entry.booth_limit.value_or(user.booth_limit);
  for (std::size_t at = 0; at < user.limits.size(); ++at) {
    if (entry.limits.at(at)) user.limits.at(at) = entry.limits.at(at);
  }
  user.active = entry.active.value_or(user.active);
  user.admin = entry.admin.value_or(user.admin);
  user.name = entry.name.value_or(user.name);
  user.stand = entry.stand.value_or(user.stand);
}

// Only the differences: other fields may have changed since they were read.
store::UserChange change_of(const store::User& before, const store::User& after) {
  const auto changed = [](const auto& from, const auto& to) {
    return from == to ? std::nullopt : std::optional(to);
  };
  store::UserChange change{.email = changed(before.email, after.email),
                           .password = changed(before.password, after.password),
                           .name = changed(before.name, after.name),
                           .stand = changed(before.stand, after.stand),
                           .booth_limit = changed(before.booth_limit, after.booth_limit),
                           .active = changed(before.active, after.active),
                           .admin = changed(before.admin, after.admin)};
  for (std::size_t at = 0; at < change.limits.size(); ++at) {
    change.limits.at(at) = changed(before.limits.at(at), after.limits.at(at));
  }
  return change;
}

// A hash is from another system, which has checked the password.
void check_new_password(const UserEntry& entry, const store::User& user, const std::string& event_name,
                        ImportFaults& faults) {
  if (!entry.password || auth::is_password_hash(*entry.password)) return;
  const auto fault = auth::validate_new_password(*entry.password, user.email, event_name);
  if (fault) faults.add(entry.where, std::string(*fault));
}

class Accounts {
 public:
  explicit Accounts(const std::vector<store::User>& users) {
    for (const store::User& user : users) {
      by_id_.emplace(user.id.value, user);
      by_email_.emplace(base::ascii_lower(user.email), user);
    }
  }

  // Returns the account of an entry: the one with its e-mail address, else the one with its id.
  std::optional<store::User> find(const UserEntry& entry, ImportFaults& faults) const {
    const auto with_id = found(by_id_, entry.id.value_or(0));
    if (entry.email.empty()) {
      if (!with_id)
        faults.add(entry.where, "there is no account with that id, and no e-mail address for one");
      return with_id;
    }
    const auto with_email = found(by_email_, base::ascii_lower(entry.email));
    if (with_id && (!with_email || with_email->id != with_id->id)) {
      faults.add(entry.where,
                 numbered(*entry.id) + " belongs to " + with_id->email + ", not to " + entry.email);
    } else if (with_email && entry.id && with_email->id.value != *entry.id) {
      faults.add(entry.where, with_email->email + " has " + numbered(with_email->id.value) + " here, not " +
                                  std::to_string(*entry.id));
    }
    return with_email;
  }

 private:
  template <class Key>
  static std::optional<store::User> found(const std::map<Key, store::User>& in, const Key& key) {
    const auto at = in.find(key);
    return at == in.end() ? std::nullopt : std::optional(at->second);
  }

  std::map<std::int64_t, store::User> by_id_;
  std::map<std::string, store::User> by_email_;
};

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::created:
      return "created";
    case Outcome::updated:
      return "updated";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::error:
      return "error";
  }
  return "";
}

// The intended change of one entry.
struct Importer::Plan {
  const UserEntry* entry;
  bool bad = false;
  std::optional<store::User> before;
  store::User after;
  std::string login_code;

  Outcome outcome() const {
    if (bad) return Outcome::error;
    if (!before) return Outcome::created;
    return contents(*before) == contents(after) ? Outcome::unchanged : Outcome::updated;
  }
};

Imported Importer::run(const ImportFile& file, base::UnixSeconds now, const base::Progress& progress) {
  file.of_file.throw_if_any("nothing was imported:");
  Imported imported{.users = {}, .faults = file.of_users};
  std::vector<Plan> plans = plan(file, imported.faults);
  imported.written = !options_.dry_run && (options_.skip_errors || imported.faults.empty());
  resolve_passwords(plans, imported.written, progress);
  imported.countries_replaced = countries_differ(file);
  if (imported.written) write(plans, file, now);

  const ImportFaults::ByPlace errors = imported.faults.by_place();
  for (const Plan& plan : plans) {
    const auto found = errors.find(plan.entry->where);
    imported.users.push_back({plan.outcome(), plan.entry->where, plan.after, plan.login_code,
                              found == errors.end() ? std::vector<std::string>() : found->second});
  }
  return imported;
}

std::vector<Importer::Plan> Importer::plan(const ImportFile& file, ImportFaults& faults) {
  const Accounts accounts(store::all_users(engine_));
  const ImportFaults::ByPlace bad = faults.by_place();
  std::int64_t last_id = store::latest_user_id(engine_);
  for (const UserEntry& entry : file.users) last_id = std::max(last_id, entry.id.value_or(0));

  const std::int64_t booth_limit = store::default_booth_limit(engine_);
  const std::string event_name = store::setting(engine_, "event_name").value_or("");
  std::vector<Plan> plans;
  std::map<store::UserId, std::string> entries;
  for (const UserEntry& entry : file.users) {
    Plan& plan = plans.emplace_back(Plan{&entry, bad.contains(entry.where), {}, {}, {}});
    const std::size_t faults_before = faults.size();
    if (!plan.bad) plan.before = accounts.find(entry, faults);
    if (plan.before) {
      plan.after = *plan.before;
    } else {
      plan.after.email = entry.email;
      plan.after.booth_limit = booth_limit;
    }
    overlay(entry, plan.after);
    check_new_password(entry, plan.after, event_name, faults);
    plan.bad = plan.bad || faults.size() > faults_before;
    if (plan.bad) continue;
    // Assigned here and not by the store, because the same write may set the login code of the account.
    if (!plan.before) plan.after.id = {entry.id ? *entry.id : ++last_id};
    if (plan.after.id == options_.caller && !(plan.after.active && plan.after.admin)) {
      faults.add(entry.where, "this is your own account, which stays an active administrator's");
    }
    if (const auto [first, is_new] = entries.emplace(plan.after.id, entry.where); !is_new) {
      faults.add(entry.where, "is the account of " + first->second + " again");
    }
    plan.bad = faults.size() > faults_before;
  }
  return plans;
}

void Importer::resolve_passwords(std::vector<Plan>& plans, bool to_write, const base::Progress& progress) {
  progress.begin(plans.size());
  base::parallel_for(plans.size(), passwords_.slots(), [&](std::size_t at) {
    resolve_password(plans[at], to_write);
    progress.step();
  });
}

// A plain password that matches the stored hash leaves the hash unchanged. If nothing will be
// written, a changed password only has to differ.
void Importer::resolve_password(Plan& plan, bool to_write) {
  if (plan.bad) return;
  const auto& password = plan.entry->password;
  if (!password) {
    if (!plan.before && to_write) plan.login_code = auth::new_login_code();
  } else if (auth::is_password_hash(*password)) {
    plan.after.password = *password;
  } else if (!plan.before || !auth::is_password_hash(plan.before->password) ||
             !passwords_.verify(*password, plan.before->password)) {
    plan.after.password = to_write ? passwords_.hash(*password) : "another";
  }
}

bool Importer::countries_differ(const ImportFile& file) {
  return file.countries && !std::ranges::is_permutation(*file.countries, store::countries(engine_), same);
}

void Importer::write(const std::vector<Plan>& plans, const ImportFile& file, base::UnixSeconds now) {
  store::WriteBatch write;
  if (countries_differ(file)) store::replace_countries(write, *file.countries);
  for (const Plan& plan : plans) append(plan, write, now);
  if (write.statements().empty() || !engine_.write(write).refused) return;
  const std::string renamed =
      file.countries ? renamed_countries(store::countries(engine_), *file.countries) : "";
  if (!renamed.empty()) {
    throw ImportError(
        ImportError::Why::data,
        "nothing was imported: booths use a country whose id would become another's: " + renamed);
  }
  throw ImportError(ImportError::Why::race,
                    "nothing was imported: the accounts were changed at the same moment; try again");
}

void Importer::append(const Plan& plan, store::WriteBatch& write, base::UnixSeconds now) {
  const store::User& user = plan.after;
  if (plan.outcome() == Outcome::created) {
    store::add_user(write, user, now, plan.login_code.empty() ? "" : auth::login_code_hash(plan.login_code));
  } else if (plan.outcome() == Outcome::updated) {
    store::update_user(write, user.id, change_of(*plan.before, user));
  }
}

}  // namespace api
