// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace base {
namespace {

// The calendar is computed here, not by gmtime(3): that one needs a time_t of 64 bits and asks for the zone.
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

}  // namespace

UnixSeconds SystemClock::now() const {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const UnixSeconds machine = std::chrono::floor<std::chrono::seconds>(since_1970).count();
  UnixSeconds latest = latest_.load();
  while (latest < machine && !latest_.compare_exchange_weak(latest, machine)) {
  }
  return std::max(latest, machine);
}

Tick SystemClock::tick() const { return std::chrono::steady_clock::now(); }

// Written by hand: a list of booths has dozens of them, and printf costs more than all the rest of a row.
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

}  // namespace base
