// SPDX-License-Identifier: MIT
#include "monitor/alerts.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/files.h"
#include "base/text/text.h"
#include "store/booths.h"
#include "store/settings.h"

namespace api {
namespace {

using namespace std::chrono_literals;

constexpr double hot_from = 80, hot_to = 75;
constexpr auto worth_a_backup_after = 4h;
constexpr auto backup_good_for = 24h;
constexpr auto lately = 1min;

std::string degrees(double temperature) { return std::to_string(static_cast<int>(temperature)) + " °C"; }

// Adds the count; level, detail and time are those of the later message.
void add_to(store::Message& earlier, const store::Message& later) {
  earlier.count += later.count;
  earlier.level = later.level;
  earlier.detail = later.detail;
  earlier.at = later.at;
}

}  // namespace

AlertMonitor::AlertMonitor(Dependencies parts) : parts_(std::move(parts)), conditions_(conditions()) {}

std::vector<AlertMonitor::Condition> AlertMonitor::conditions() {
  const auto untrusted = [this](bool) {
    return parts_.clock.trusted() ? std::nullopt
                                  : std::optional<std::string>(to_string(parts_.clock.source()));
  };
  const auto failing = [this](bool) {
    const std::int64_t failures = parts_.activity.drive_failures.sum_within(lately);
    return failures > 0 ? std::optional(std::to_string(failures)) : std::nullopt;
  };
  const auto undervoltage = [this](bool) {
    return parts_.sensors.undervoltage().value_or(false) ? std::optional<std::string>("") : std::nullopt;
  };
  return {{"clock_untrusted", "warning", untrusted},
          {"drive_low", "warning", [this](bool lasts) { return drive_low(lasts); }},
          {"drive_failing", "error", failing},
          {"undervoltage", "error", undervoltage},
          {"hot", "warning", [this](bool lasts) { return hot(lasts); }},
          {"no_backup", "info", [this](bool) { return no_backup(); }},
          {"busy", "warning", [this](bool) { return busy(); }}};
}

// Starts below a tenth of the drive or twice the reserve, whichever is more. Ends 10 % above that.
std::optional<std::string> AlertMonitor::drive_low(bool lasts) const {
  const std::uint64_t free = base::free_bytes(parts_.folder), total = base::total_bytes(parts_.folder);
  const std::uint64_t wanted = std::max(total / 10, 2 * parts_.library.limits().reserve_bytes);
  if (free >= (lasts ? wanted + wanted / 10 : wanted)) return {};
  return std::to_string(free / 1'000'000) + " of " + std::to_string(total / 1'000'000) + " MB";
}

std::optional<std::string> AlertMonitor::hot(bool lasts) const {
  const auto temperature = parts_.sensors.temperature();
  if (!temperature || *temperature < (lasts ? hot_to : hot_from)) return {};
  return degrees(*temperature);
}

std::optional<std::string> AlertMonitor::no_backup() const {
  if (parts_.activity.running() < worth_a_backup_after) return {};
  const auto last = base::from_iso_time(store::setting(parts_.store, "last_backup_at").value_or(""));
  if (last && std::chrono::seconds(parts_.clock.now() - *last) < backup_good_for) return {};
  if (!store::has_booths(parts_.store)) return {};
  return last ? base::iso_time(*last) : "";
}

// Excludes failures of the drive, which have an alert of their own.
std::optional<std::string> AlertMonitor::busy() const {
  const std::int64_t refused =
      parts_.activity.refusals.sum_within(lately) - parts_.activity.drive_failures.sum_within(lately);
  return refused > 0 ? std::optional(std::to_string(refused)) : std::nullopt;
}

void AlertMonitor::check(Condition& condition) {
  try {
    auto detail = condition.check_all(condition.active);
    if (detail && !condition.active) raise(condition.code, condition.level, std::move(*detail));
    condition.active = detail.has_value();
  } catch (const base::DiskError&) {
    parts_.activity.drive_failures.add();  // unknown: the state stays
  } catch (const store::StorageError& failure) {
    if (failure.why != store::StorageError::Kind::overload) parts_.activity.drive_failures.add();
  }
}

void AlertMonitor::check_all() {
  for (Condition& condition : conditions_) check(condition);
  store_pending();
}

void AlertMonitor::raise(std::string_view code, std::string_view level, std::string detail) {
  const store::Message message{.id = {},
                               .code = std::string(code),
                               .level = std::string(level),
                               .detail = std::move(detail),
                               .count = 1,
                               .at = parts_.clock.now()};
  const std::lock_guard lock(mutex_);
  if (const auto [at, added] = pending_.try_emplace(message.code, message); !added)
    add_to(at->second, message);
}

void AlertMonitor::store_pending() {
  decltype(pending_) taken;
  {
    const std::lock_guard lock(mutex_);
    taken = pending_;
  }
  if (taken.empty()) return;
  store::WriteBatch write;
  for (const auto& [code, message] : taken) store::add_message(write, message);
  try {
    parts_.store.write(write);
  } catch (const store::StorageError& failure) {
    if (failure.why == store::StorageError::Kind::disk || failure.why == store::StorageError::Kind::broken) {
      parts_.activity.drive_failures.add();
    }
    return;
  }
  const std::lock_guard lock(mutex_);
  for (const auto& [code, message] : taken) {
    // Counts added meanwhile stay.
    const auto found = pending_.find(code);
    if ((found->second.count -= message.count) == 0) pending_.erase(found);
  }
}

std::vector<store::Message> AlertMonitor::messages(store::Which which) const {
  std::vector<store::Message> found = store::messages(parts_.store, which);
  const std::lock_guard lock(mutex_);
  for (const auto& [code, message] : pending_) {
    const auto unread = std::ranges::find_if(
        found, [&](const store::Message& one) { return !one.read && one.code == message.code; });
    if (unread != found.end()) {
      add_to(*unread, message);
    } else {
      found.push_back(message);
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater(), &store::Message::at);
  return found;
}

}  // namespace api
