// SPDX-License-Identifier: MIT
#include "app/import.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <ostream>
#include <tuple>

#include "app/stop.h"
#include "auth/login_code.h"
#include "base/parallel.h"
#include "base/text.h"

namespace app {
namespace {

constexpr std::int64_t usual_booth_limit = 1;

std::string numbered(std::int64_t id) { return "id " + std::to_string(id); }

// Says every two seconds how far a long job has come. Any thread may say that a step is done.
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

auto contents(const store::User& user) {
  return std::tie(user.email, user.password, user.booth_limit, user.active, user.admin, user.name,
                  user.stand);
}

bool same(const store::Country& a, const store::Country& b) {
  return std::tie(a.id, a.name, a.code) == std::tie(b.id, b.name, b.code);
}

// Why the store may have refused: country ids that would become another country, for booths may use them.
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
  user.active = entry.active.value_or(user.active);
  user.admin = entry.admin.value_or(user.admin);
  user.name = entry.name.value_or(user.name);
  user.stand = entry.stand.value_or(user.stand);
}

class Accounts {
 public:
  explicit Accounts(const std::vector<store::User>& users) {
    for (const store::User& user : users) {
      by_id_.emplace(user.id.value, user);
      by_email_.emplace(base::lower(user.email), user);
    }
  }

  std::int64_t last_id() const { return by_id_.empty() ? 0 : by_id_.rbegin()->first; }

  // The account an entry means: the one with its e-mail address, else the one with its id.
  std::optional<store::User> find(const UserEntry& entry, Complaints& complaints) const {
    const auto with_id = found(by_id_, entry.id.value_or(0));
    if (entry.email.empty()) {
      if (!with_id)
        complaints.add(entry.where, "there is no account with that id, and no e-mail address for one");
      return with_id;
    }
    const auto with_email = found(by_email_, base::lower(entry.email));
    if (with_id && (!with_email || with_email->id != with_id->id)) {
      complaints.add(entry.where,
                     numbered(*entry.id) + " belongs to " + with_id->email + ", not to " + entry.email);
    } else if (with_email && entry.id && with_email->id.value != *entry.id) {
      complaints.add(entry.where, with_email->email + " has " + numbered(with_email->id.value) +
                                      " here, not " + std::to_string(*entry.id));
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

// What becomes of one entry.
struct Importer::Plan {
  const UserEntry* entry;
  std::optional<store::User> before;
  store::User after;
  std::string login_code;

  Outcome outcome() const {
    if (!before) return Outcome::created;
    return contents(*before) == contents(after) ? Outcome::unchanged : Outcome::updated;
  }
};

Imported Importer::run(const ImportFile& file, base::UnixSeconds now, bool dry_run) {
  std::vector<Plan> plans = match(file.users);
  Progress progress(progress_, "hashing passwords", plans.size());
  base::in_parallel(plans.size(), base::cores(), [&](std::size_t at) {
    settle_password(plans[at]);
    progress.step();
  });
  Imported imported;
  imported.countries_replaced = countries_differ(file);
  if (!dry_run) write(plans, file, now);
  for (const Plan& plan : plans) {
    imported.users.push_back({plan.outcome(), plan.after.id, plan.after.email, plan.login_code});
  }
  return imported;
}

std::vector<Importer::Plan> Importer::match(const std::vector<UserEntry>& users) {
  const Accounts accounts(store::all_users(engine_));
  std::int64_t last_id = accounts.last_id();
  for (const UserEntry& entry : users) last_id = std::max(last_id, entry.id.value_or(0));

  std::vector<Plan> plans;
  std::map<store::UserId, std::string> entries;
  Complaints complaints;
  for (const UserEntry& entry : users) {
    Plan& plan = plans.emplace_back(Plan{&entry, accounts.find(entry, complaints), {}, {}});
    if (plan.before) {
      plan.after = *plan.before;
    } else {
      // Numbered here and not by the store, for the same write may give the account its login code.
      plan.after.id = {entry.id ? *entry.id : ++last_id};
      plan.after.email = entry.email;
      plan.after.booth_limit = usual_booth_limit;
    }
    if (const auto [first, fresh] = entries.emplace(plan.after.id, entry.where); !fresh) {
      complaints.add(entry.where, "is the account of " + first->second + " again");
    }
    overlay(entry, plan.after);
  }
  complaints.stop_if_any("nothing was imported:");
  return plans;
}

// A plain password that fits the stored hash leaves that as it is: hashed again it would only look different.
void Importer::settle_password(Plan& plan) {
  const auto& password = plan.entry->password;
  if (!password) {
    if (!plan.before) plan.login_code = auth::new_login_code();
  } else if (auth::is_password_hash(*password)) {
    plan.after.password = *password;
  } else if (!plan.before || !passwords_.verify(*password, plan.before->password)) {
    plan.after.password = passwords_.hash(*password);
  }
}

bool Importer::countries_differ(const ImportFile& file) {
  return file.countries && !std::ranges::is_permutation(*file.countries, store::countries(engine_), same);
}

void Importer::write(const std::vector<Plan>& plans, const ImportFile& file, base::UnixSeconds now) {
  store::Write write;
  if (countries_differ(file)) store::replace_countries(write, *file.countries);
  for (const Plan& plan : plans) append(plan, write, now);
  if (write.statements().empty() || !engine_.write(write).refused) return;
  const std::string renamed =
      file.countries ? renamed_countries(store::countries(engine_), *file.countries) : "";
  if (!renamed.empty()) {
    throw Stop(Exit::data,
               "nothing was imported: booths use a country whose id would become another's: " + renamed);
  }
  throw Stop(Exit::temporary,
             "nothing was imported: the accounts were changed at the same moment; try again");
}

void Importer::append(const Plan& plan, store::Write& write, base::UnixSeconds now) {
  const store::User& user = plan.after;
  if (!plan.before) {
    store::add_user(write, user, now);
    if (!plan.login_code.empty())
      store::set_login_code(write, user.id, auth::login_code_hash(plan.login_code));
  } else if (plan.outcome() == Outcome::updated) {
    store::update_user(write, user);
    // These two void the tokens that are out there.
    if (user.password != plan.before->password) store::set_password(write, user.id, user.password);
    if (user.active != plan.before->active) store::set_active(write, user.id, user.active);
  }
}

}  // namespace app
