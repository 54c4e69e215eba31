// SPDX-License-Identifier: MIT
#pragma once

// Time, in its three kinds. A box may have no battery for its clock and no network to ask.
//
// now() is for people: the box's time in Unix seconds. It is a start value plus steady time since; what
// happens to the machine's clock while the process runs is ignored. uptime() is for lifetimes: the seconds
// this box has run in all its life, which no setting of a clock touches. Neither ever goes back: not while
// the process runs, and not behind what was noted when the next one starts. steady_now() is for waiting.
// Nothing is ordered by any of them.
//
// The start value:
//  - In the same boot of the machine steady time has gone on, and so both go on as if nothing had happened.
//  - Else they begin where the note says: ahead of all that was given out, by at most max_clock_lead.
//  - The machine's clock, when it is later and plausible: not before this program's sources, nor twenty years
//    after them. When it is behind by no more than the slack it says the same, and is trusted.
//  - Without a note, or with one older than the sources, the sources' date.
// The administrator may set the time forwards.
//
// Any thread may call any member; set() is one thread's at a time.

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

// Who said what time it is; restored: nobody since the machine started, unset: nobody ever.
enum class ClockSource { unset, restored, system, administrator };
std::string_view to_string(ClockSource source);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixSeconds now() const = 0;
  virtual std::int64_t uptime() const = 0;
  virtual SteadyTime steady_now() const = 0;
  virtual ClockSource source() const = 0;
  virtual std::string_view id()
      const = 0;  // of the clock that uptime() counts on, as long as there are notes
  bool trusted() const { return source() == ClockSource::system || source() == ClockSource::administrator; }
};

constexpr std::chrono::seconds max_clock_lead{90};
UnixSeconds earliest_plausible();
UnixSeconds latest_plausible();
bool is_plausible(UnixSeconds at);

// What of a clock is kept for the next start. Nothing later than its time and uptime was given out.
struct ClockState {
  UnixSeconds time = 0;  // 0: there is no note
  std::int64_t uptime = 0;
  std::string id;
  ClockSource source = ClockSource::unset;
  // In this boot of the machine, from this steady time on: what time and uptime are beside it. Microseconds.
  std::string boot;
  std::int64_t steady = 0, time_offset = 0, uptime_offset = 0;
};

// What the machine says; a test may have it say something else.
std::string boot_id();  // "" where the system does not tell
// Instead of system_clock::now(), which on 32-bit ARM gives rubbish from 2038 on: the library's seconds have
// 32 bits there, whatever ours have.
std::chrono::system_clock::time_point system_now();
struct HostClock {
  std::function<std::chrono::system_clock::time_point()> calendar = system_now;
  std::function<SteadyTime()> steady = std::chrono::steady_clock::now;
  std::function<std::string()> boot = boot_id;
};

class BoxClock final : public Clock {
 public:
  explicit BoxClock(const ClockState& noted = {},
                    HostClock machine = {});  // without a noted id it is a new one

  UnixSeconds now() const override;
  std::int64_t uptime() const override;
  SteadyTime steady_now() const override { return machine_.steady(); }
  ClockSource source() const override { return source_; }
  std::string_view id() const override { return id_; }

  void set(UnixSeconds to);  // by the administrator; an earlier time confirms the one it is
  // Good for so much longer; of the clock as it is, or as it will be once it is set.
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
// The first of the two, also with a fraction, which is dropped, or another offset than Z (RFC 3339).
std::optional<UnixSeconds> from_iso_time(std::string_view text);

}  // namespace base
