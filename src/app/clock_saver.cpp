// SPDX-License-Identifier: MIT
#include "app/clock_saver.h"

#include <algorithm>
#include <exception>

#include "base/log.h"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto try_again_in = 5s;

// A saved value covers one and a half times the interval until the next save.
constexpr std::chrono::seconds good_for(std::chrono::seconds interval) { return interval * 3 / 2; }
constexpr std::chrono::seconds shortest = 10s, longest = 60s;
static_assert(good_for(longest) == base::max_clock_lead);

}  // namespace

std::chrono::seconds ClockSaver::interval() const {
  const auto running = std::chrono::floor<std::chrono::seconds>(clock_.steady_now() - begun_);
  return std::clamp(running * 2 / 3, shortest, longest);
}

void ClockSaver::save_if_due() {
  const std::lock_guard lock(mutex_);
  const base::SteadyTime at = clock_.steady_now();
  if (at < due_) return;
  try {
    folder_.set_clock_note(clock_.state(good_for(interval())));
    due_ = at + interval();
  } catch (const std::exception& error) {
    due_ = at + try_again_in;
    base::log(base::Level::warning, "app", "the clock cannot be noted", {{"error", error.what()}});
  }
}

void ClockSaver::save_now() {
  const std::lock_guard lock(mutex_);
  folder_.set_clock_note(clock_.state(0s));
}

// Saves first: a time that was given out must survive a power loss.
void ClockSaver::set(base::UnixSeconds to) {
  const std::lock_guard lock(mutex_);
  const base::SteadyTime at = clock_.steady_now();
  folder_.set_clock_note(clock_.state(good_for(interval()), to));
  due_ = at + interval();
  const base::UnixSeconds was = clock_.now();
  clock_.set(to);
  base::log(base::Level::info, "app", "the administrator set the clock",
            {{"from", base::iso_time(was)}, {"to", base::iso_time(clock_.now())}});
}

}  // namespace app
