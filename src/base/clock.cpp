// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

#include "base/files.h"
#include "base/ids.h"
#include "base/text/text.h"
#include "base/version.h"

namespace base {
namespace {

// Computes calendar dates without gmtime(3), which needs a 64-bit time_t and reads the time zone.
struct Civil {
  explicit Civil(UnixSeconds at)
      : days(std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(at)))),
        date(days),
        time(std::chrono::sys_seconds(std::chrono::seconds(at)) - days) {}

  int year() const { return static_cast<int>(date.year()); }
  unsigned month() const { return static_cast<unsigned>(date.month()); }
  unsigned day() const { return static_cast<unsigned>(date.day()); }
  unsigned weekday() const { return std::chrono::weekday(days).c_encoding(); }
  int hour() const { return static_cast<int>(time.hours().count()); }
  int minute() const { return static_cast<int>(time.minutes().count()); }
  int second() const { return static_cast<int>(time.seconds().count()); }

  std::chrono::sys_days days;
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
};

constexpr std::array<const char*, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr std::array<std::string_view, 4> source_names = {"unset", "restored", "system", "administrator"};
constexpr UnixSeconds first_release = 1'767'225'600;  // 2026-01-01, for sources without a date
constexpr UnixSeconds twenty_years = 20 * 31'557'600LL;
constexpr std::int64_t second = 1'000'000;  // in microseconds

std::int64_t microseconds(auto duration) {
  return std::chrono::floor<std::chrono::microseconds>(duration).count();
}

std::int64_t whole_seconds(std::int64_t microseconds) {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(microseconds)).count();
}

// Returns true when `text` has a digit for each 0 in `shape` and equals it elsewhere.
bool has_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(
      text, shape, [](char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; });
}

int number_at(std::string_view digits, std::size_t at, std::size_t count) {
  int number = 0;
  for (const char digit : digits.substr(at, count)) number = number * 10 + (digit - '0');
  return number;
}

// A malformed fraction is kept, so that it is rejected as a zone.
std::string_view without_fraction(std::string_view text) {
  if (!text.starts_with('.')) return text;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  return end > 1 ? text.substr(end) : text;
}

std::optional<int> zone_seconds(std::string_view zone) {
  if (zone == "Z") return 0;
  if (!has_shape(zone, "+00:00") && !has_shape(zone, "-00:00")) return {};
  const int hours = number_at(zone, 1, 2), minutes = number_at(zone, 4, 2);
  if (hours > 23 || minutes > 59) return {};
  return (zone[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

}  // namespace

std::string_view to_string(ClockSource source) { return source_names.at(static_cast<std::size_t>(source)); }

UnixSeconds earliest_plausible() { return std::max(built_at, first_release); }
UnixSeconds latest_plausible() { return earliest_plausible() + twenty_years; }
bool is_plausible(UnixSeconds at) { return at >= earliest_plausible() && at <= latest_plausible(); }

static_assert(sizeof(std::time_t) == 8, "32-bit systems need _TIME_BITS=64: see toolchains/");

std::chrono::system_clock::time_point system_now() {
  std::timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return std::chrono::system_clock::time_point(std::chrono::seconds(now.tv_sec) +
                                               std::chrono::nanoseconds(now.tv_nsec));
}

std::string boot_id() {
  try {
    return std::string(trim(read_file("/proc/sys/kernel/random/boot_id").value_or("")));
  } catch (const DiskError&) {
    return "";
  }
}

BoxClock::BoxClock(const ClockState& noted, HostClock machine)
    : machine_(std::move(machine)), boot_(machine_.boot()), id_(noted.id.empty() ? random_hex(8) : noted.id) {
  const std::int64_t at = steady();
  const bool goes_on = is_same_boot(noted);
  uptime_offset_ = goes_on ? noted.uptime_offset : noted.uptime * second - at;

  std::int64_t time = goes_on ? at + noted.time_offset : noted.time * second;
  source_ = goes_on ? noted.source : ClockSource::restored;
  if (const std::int64_t earliest = earliest_plausible() * second; time < earliest) {
    time = earliest;
    source_ = ClockSource::unset;
  }
  const std::int64_t machines = microseconds(machine_.calendar().time_since_epoch());
  if (is_plausible(whole_seconds(machines)) && machines >= time - microseconds(max_clock_lead)) {
    time = std::max(time, machines);
    source_ = ClockSource::system;
  }
  time_offset_ = time - at;
}

// Checks the steady time too, because a container may have its own.
bool BoxClock::is_same_boot(const ClockState& noted) const {
  return !boot_.empty() && noted.boot == boot_ && noted.steady <= steady();
}

std::int64_t BoxClock::steady() const { return microseconds(machine_.steady().time_since_epoch()); }

UnixSeconds BoxClock::now() const { return whole_seconds(steady() + time_offset_); }

std::int64_t BoxClock::uptime() const { return whole_seconds(steady() + uptime_offset_); }

std::int64_t BoxClock::time_offset_if_set(UnixSeconds to) const {
  return std::max<std::int64_t>(time_offset_, to * second - steady());
}

void BoxClock::set(UnixSeconds to) {
  time_offset_ = time_offset_if_set(to);
  source_ = ClockSource::administrator;
}

ClockState BoxClock::state(std::chrono::seconds ahead, std::optional<UnixSeconds> set_to) const {
  ClockState note;
  note.id = id_;
  note.source = set_to ? ClockSource::administrator : source_.load();
  note.boot = boot_;
  note.time_offset = set_to ? time_offset_if_set(*set_to) : time_offset_.load();
  note.uptime_offset = uptime_offset_;
  note.steady = steady();
  note.time = whole_seconds(note.steady + note.time_offset) + ahead.count();
  note.uptime = whole_seconds(note.steady + note.uptime_offset) + ahead.count();
  return note;
}

// Formatted by hand: a list of booths has dozens of times, and printf costs more than the rest of a row.
std::string iso_time(UnixSeconds at) {
  const Civil t(at);
  std::string text;
  const auto put = [&text](auto number, char after) {
    text += static_cast<char>('0' + number / 10 % 10);
    text += static_cast<char>('0' + number % 10);
    if (after != '\0') text += after;
  };
  text.reserve(sizeof "2026-01-25T10:00:00Z");
  put(t.year() / 100, '\0');
  put(t.year() % 100, '-');
  put(t.month(), '-');
  put(t.day(), 'T');
  put(t.hour(), ':');
  put(t.minute(), ':');
  put(t.second(), 'Z');
  return text;
}

std::string http_time(UnixSeconds at) {
  const Civil t(at);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", weekdays.at(t.weekday()),
                t.day(), months.at(t.month() - 1), t.year(), t.hour(), t.minute(), t.second());
  return text.data();
}

std::optional<UnixSeconds> from_iso_time(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (!has_shape(text.substr(0, shape.size()), shape)) return {};
  const auto part = [&](std::size_t at, std::size_t count) { return number_at(text, at, count); };
  const std::chrono::year_month_day date{std::chrono::year(part(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  if (!date.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 59) return {};
  const auto zone = zone_seconds(without_fraction(text.substr(shape.size())));
  if (!zone) return {};
  const auto time = std::chrono::sys_days(date) + std::chrono::hours(part(11, 2)) +
                    std::chrono::minutes(part(14, 2)) + std::chrono::seconds(part(17, 2));
  return time.time_since_epoch().count() - *zone;
}

}  // namespace base
