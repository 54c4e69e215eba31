// SPDX-License-Identifier: MIT
#pragma once

// Three kinds of time, for a machine that may have no battery-backed clock and no network. now() is the time
// of day in Unix seconds: a start value plus elapsed steady time; later changes to the system clock are
// ignored. uptime() counts the seconds that this machine has run in total, whatever its clock is set to.
// steady_now() is for timeouts. None of them determines an order.
// Thread safety: any thread may call; one thread at a time calls set().
// Crash safety: now() and uptime() never go back, neither in a running process nor behind the stored
// ClockState at the next start.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using UnixSeconds = std::int64_t;
using SteadyTime = std::chrono::steady_clock::time_point;

// The source of the time. restored: not confirmed since the machine started; unset: never known.
enum class ClockSource { unset, restored, system, administrator };
std::string_view to_string(ClockSource source);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixSeconds now() const = 0;
  virtual std::int64_t uptime() const = 0;
  virtual SteadyTime steady_now() const = 0;
  virtual ClockSource source() const = 0;
  virtual std::string_view id() const = 0;  // identifies the counter of uptime()
  bool trusted() const { return source() == ClockSource::system || source() == ClockSource::administrator; }
};

constexpr std::chrono::seconds max_clock_lead{90};
UnixSeconds earliest_plausible();
UnixSeconds latest_plausible();
bool is_plausible(UnixSeconds at);

// The state of a clock that is stored for the next start. No time or uptime returned so far is later than
// these.
struct ClockState {
  UnixSeconds time = 0;  // 0: no stored state
  std::int64_t uptime = 0;
  std::string id;
  ClockSource source = ClockSource::unset;
  // During this boot, from steady time `steady` on: the offsets of time and uptime to it, in microseconds.
  std::string boot;
  std::int64_t steady = 0, time_offset = 0, uptime_offset = 0;
};

// The clocks of the host, which a test may replace.
std::string boot_id();  // "" when unknown
// Replaces system_clock::now(), which is wrong on 32-bit ARM from 2038 on: the standard library uses 32-bit
// seconds there, whatever the size of time_t.
std::chrono::system_clock::time_point system_now();
struct HostClock {
  std::function<std::chrono::system_clock::time_point()> calendar = system_now;
  std::function<SteadyTime()> steady = std::chrono::steady_clock::now;
  std::function<std::string()> boot = boot_id;
};

class BoxClock final : public Clock {
 public:
  // Chooses the start values of time and uptime:
  //  - In the same boot of the machine, both continue from the stored state as if there had been no restart.
  //  - Otherwise they start at the stored values, which are ahead of all returned ones by at most
  //    max_clock_lead.
  //  - The system clock is used if it is later and plausible: not before the date of the sources, nor more
  //    than twenty years after it. If it is behind by no more than max_clock_lead, it is trusted, but time
  //    does not go back.
  //  - Without a stored state, or with one older than the sources, time starts at the date of the sources.
  // Without a stored id, a new one is generated.
  explicit BoxClock(const ClockState& noted = {}, HostClock machine = {});

  UnixSeconds now() const override;
  std::int64_t uptime() const override;
  SteadyTime steady_now() const override { return machine_.steady(); }
  ClockSource source() const override { return source_; }
  std::string_view id() const override { return id_; }

  void set(UnixSeconds to);  // by the administrator; an earlier time only confirms the current one
  // Returns a state that stays valid for `ahead`: of the clock as it is, or as it would be after set().
  ClockState state(std::chrono::seconds ahead, std::optional<UnixSeconds> set_to = {}) const;

 private:
  bool is_same_boot(const ClockState& noted) const;
  std::int64_t steady() const;
  std::int64_t time_offset_if_set(UnixSeconds to) const;

  const HostClock machine_;
  const std::string boot_, id_;
  std::int64_t uptime_offset_ = 0;
  std::atomic<std::int64_t> time_offset_{0};
  std::atomic<ClockSource> source_{ClockSource::unset};
};

std::string iso_time(UnixSeconds at);   // 2026-01-25T10:00:00Z
std::string http_time(UnixSeconds at);  // Sun, 25 Jan 2026 10:00:00 GMT (RFC 9110 §5.6.7)
// Parses the format of iso_time() (RFC 3339). Accepts a fraction, which is dropped, and offsets other than Z.
std::optional<UnixSeconds> from_iso_time(std::string_view text);

}  // namespace base
