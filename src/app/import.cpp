// SPDX-License-Identifier: MIT
#include "app/import.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <ostream>
#include <thread>
#include <tuple>

#include "app/stop.h"
#include "auth/login_code.h"
#include "base/text.h"

namespace app {
namespace {

constexpr std::int64_t usual_booth_limit = 1;

std::string numbered(std::int64_t id) { return "id " + std::to_string(id); }

// Runs job(0) … job(count - 1), on every core; what one throws is thrown here.
void on_all_cores(std::size_t count, const std::function<void(std::size_t)>& job, std::ostream& progress) {
  using namespace std::chrono_literals;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t at = next++; at < count; at = next++) job(at);
  };
  std::vector<std::future<void>> workers;
  for (unsigned core = 0; core < std::max(1U, std::thread::hardware_concurrency()); ++core) {
    workers.push_back(std::async(std::launch::async, work));
  }
  for (std::future<void>& worker : workers) {
    while (worker.wait_for(2s) == std::future_status::timeout) {
      progress << "hashing passwords: " << std::min(next.load(), count) << " of " << count << std::endl;
    }
    worker.get();
  }
}

auto contents(const store::User& user) {
  return std::tie(user.email, user.password, user.booth_limit, user.active, user.admin, user.name,
                  user.stand);
}

bool same(const store::Country& a, const store::Country& b) {
  return std::tie(a.id, a.name, a.code) == std::tie(b.id, b.name, b.code);
}

// Why the store may have refused: country ids that would become another country, for booths may use them.
std::string renamed_countries(const std::vector<store::Country>& now, const std::vector<store::Country>& then) {
  std::string found;
  for (const store::Country& country : then) {
    const auto known = std::ranges::find(now, country.id, &store::Country::id);
    if (known == now.end() || known->code == country.code) continue;
    found += (found.empty() ? "" : ", ") + numbered(country.id.value) + " " + known->code + " to " + country.code;
  }
  return found;
}

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
  settle_passwords(plans);
  Imported imported;
  imported.countries_replaced = countries_differ(file);
  if (!dry_run) write(plans, file, now);
  for (const Plan& plan : plans) {
    imported.users.push_back({plan.outcome(), plan.after.id, plan.after.email, plan.login_code});
  }
  return imported;
}

std::vector<Importer::Plan> Importer::match(const std::vector<UserEntry>& users) {
  std::map<std::string, store::User> by_email;
  std::map<std::int64_t, store::User> by_id;
  for (const store::User& user : store::all_users(engine_)) {
    by_email.emplace(base::lower(user.email), user);
    by_id.emplace(user.id.value, user);
  }
  std::int64_t last_id = by_id.empty() ? 0 : by_id.rbegin()->first;
  for (const UserEntry& entry : users) last_id = std::max(last_id, entry.id.value_or(0));

  std::vector<Plan> plans;
  Complaints complaints;
  for (const UserEntry& entry : users) {
    Plan plan{&entry, {}, {.booth_limit = usual_booth_limit}, {}};
    const auto with_email = by_email.find(base::lower(entry.email));
    const auto with_id = by_id.find(entry.id.value_or(0));
    if (with_email != by_email.end()) {
      plan.before = with_email->second;
      if (entry.id && *entry.id != plan.before->id.value) {
        complaints.add(entry.where, plan.before->email + " has " + numbered(plan.before->id.value) +
                                        " here, not " + std::to_string(*entry.id));
      }
    }
    if (with_id != by_id.end()) {
      if (!entry.email.empty() && with_email != with_id)
    }
  }
  return plans;
}

}  // namespace app
