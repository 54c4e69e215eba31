// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <doctest/doctest.h>

#include <chrono>
#include <ctime>

#include "support/fake_clock.h"

namespace {

using base::BoxClock;
using base::ClockSource;
using base::ClockState;
using namespace std::chrono_literals;
using support::FakeMachine;

constexpr std::int64_t day = 86'400, years_56 = 56 * 365 * day;

base::UnixSeconds plausible(std::int64_t seconds) { return base::earliest_plausible() + seconds; }

ClockState noted(base::UnixSeconds time, std::int64_t uptime = 500) {
  ClockState note;
  note.time = time;
  note.uptime = uptime;
  note.id = "00112233";
  return note;
}

}  // namespace

TEST_CASE("clock: now is the machine's time where that can be") {
  const BoxClock clock;
  const base::UnixSeconds before = std::time(nullptr);
  if (!base::is_plausible(before)) {
    MESSAGE("not run: this machine's clock is older than these sources");
    return;
  }
  const base::UnixSeconds now = clock.now();
  CHECK(now >= before);
  CHECK(now <= std::time(nullptr));
  CHECK(clock.trusted());
}

// scripts/test --cross runs it as if it were 2050.
TEST_CASE("clock: the machine's calendar is the kernel's, whatever the year") {
  const auto seconds = [] {
    return std::chrono::floor<std::chrono::seconds>(base::system_now().time_since_epoch()).count();
  };
  const auto kernels = [] {
    timespec now{};
    REQUIRE(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return static_cast<std::int64_t>(now.tv_sec);
  };
  const std::int64_t before = kernels(), now = seconds();
  MESSAGE("it is ", base::iso_time(now));
  CHECK(now >= before);
  CHECK(now <= kernels());
}

TEST_CASE("clock: the start value is the note's or the machine's, if that is later and plausible") {
  struct Row {
    base::UnixSeconds noted, machine, start;
    ClockSource source;
  };
  const base::UnixSeconds earliest = base::earliest_plausible(), latest = base::latest_plausible();
  const Row rows[] = {
      {0, 0, earliest, ClockSource::unset},
      {0, earliest - 1, earliest, ClockSource::unset},
      {0, earliest, earliest, ClockSource::system},
      {0, plausible(day), plausible(day), ClockSource::system},
      {0, latest, latest, ClockSource::system},
      {0, latest + 1, earliest, ClockSource::unset},
      {0, plausible(years_56), earliest, ClockSource::unset},
      {earliest - day, 0, earliest, ClockSource::unset},
      {plausible(day), 0, plausible(day), ClockSource::restored},
      {plausible(day), earliest, plausible(day), ClockSource::restored},
      {plausible(day), plausible(day - 91), plausible(day), ClockSource::restored},
      {plausible(day), plausible(day - 90), plausible(day), ClockSource::system},
      {plausible(day), plausible(day), plausible(day), ClockSource::system},
      {plausible(day), plausible(2 * day), plausible(2 * day), ClockSource::system},
      {plausible(day), plausible(years_56), plausible(day), ClockSource::restored},
      {plausible(years_56), plausible(day), plausible(years_56), ClockSource::restored},
  };
  for (const Row& row : rows) {
    FakeMachine machine(row.machine);
    const BoxClock clock(noted(row.noted), machine.machine());
    CAPTURE(row.noted - earliest);
    CAPTURE(row.machine - earliest);
    CHECK(clock.now() == row.start);
    CHECK(base::to_string(clock.source()) == base::to_string(row.source));
    CHECK(clock.trusted() == (row.source == ClockSource::system));
  }
}

TEST_CASE("clock: while the process runs, jumps of the machine's clock are nothing") {
  FakeMachine machine(plausible(0));
  const BoxClock clock({}, machine.machine());
  machine.move_calendar(years_56);
  CHECK(clock.now() == plausible(0));
  machine.advance_milliseconds(1'999);
  CHECK(clock.now() == plausible(1));
  machine.move_calendar(-years_56 - day);
  machine.advance_milliseconds(1);
  CHECK(clock.now() == plausible(2));
  CHECK(clock.uptime() == 2);
  CHECK(clock.source() == ClockSource::system);
}

TEST_CASE("clock: uptime counts on from the note, and its clock keeps the id") {
  FakeMachine machine;
  const BoxClock first({}, machine.machine()), other({}, machine.machine());
  CHECK(first.uptime() == 0);
  CHECK(first.id().size() == 16);
  CHECK(first.id() != other.id());
  machine.advance(100);
  const ClockState note = first.state(7s);
  CHECK(note.uptime == 107);
  machine.boot(0);
  const BoxClock next(note, machine.machine());
  CHECK(next.uptime() == 107);
  CHECK(next.id() == first.id());
  machine.advance(3);
  CHECK(next.uptime() == 110);
}

TEST_CASE("clock: in one boot of the machine it goes on exactly, with the same trust") {
  FakeMachine machine(0);
  BoxClock first({}, machine.machine());
  first.set(plausible(day));
  machine.advance_milliseconds(1'950);
  const ClockState note = first.state(90s);
  machine.advance_milliseconds(10'075);
  CHECK(first.now() == plausible(day + 12));
  const BoxClock next(note, machine.machine());
  CHECK(next.now() == plausible(day + 12));
  CHECK(next.uptime() == 12);
  CHECK(next.source() == ClockSource::administrator);

  machine.boot(0);
  const BoxClock booted(note, machine.machine());
  CHECK(booted.now() == plausible(day + 1 + 90));
  CHECK(booted.uptime() == 1 + 90);
  CHECK(booted.source() == ClockSource::restored);
}

TEST_CASE("clock: a steady time that is behind the note's, or a boot nobody knows, is no going on") {
  FakeMachine machine(0);
  BoxClock first({}, machine.machine());
  first.set(plausible(day));
  ClockState note = first.state(90s);
  machine.advance(1);
  note.steady += 1'000'001;
  CHECK(BoxClock(note, machine.machine()).now() == plausible(day + 90));
  note.steady -= 1;
  CHECK(BoxClock(note, machine.machine()).now() == plausible(day + 1));
  note.boot = "";
  base::HostClock mute = machine.machine();
  mute.boot = [] { return ""; };
  CHECK(BoxClock(note, mute).now() == plausible(day + 90));
}

TEST_CASE("clock: the administrator sets it forwards; an earlier time confirms the one it is") {
  FakeMachine machine(0);
  BoxClock clock({}, machine.machine());
  CHECK_FALSE(clock.trusted());
  const ClockState planned = clock.state(90s, plausible(5 * day));
  CHECK(clock.now() == plausible(0));
  clock.set(plausible(5 * day));
  CHECK(clock.now() == plausible(5 * day));
  CHECK(clock.source() == ClockSource::administrator);
  CHECK(clock.trusted());
  const ClockState note = clock.state(90s);
  CHECK(planned.time == note.time);
  CHECK(planned.time_offset == note.time_offset);
  CHECK(planned.source == note.source);
  clock.set(plausible(day));
  machine.advance(1);
  CHECK(clock.now() == plausible(5 * day + 1));
  CHECK(clock.uptime() == 1);
}

TEST_CASE("clock: tick does not go back") {
  const BoxClock clock;
  const base::SteadyTime first = clock.steady_now();
  CHECK(clock.steady_now() >= first);
}

TEST_CASE("clock: times are written as ISO 8601 and as HTTP has them") {
  CHECK(base::iso_time(1'769'335'200) == "2026-01-25T10:00:00Z");
  CHECK(base::http_time(1'769'335'200) == "Sun, 25 Jan 2026 10:00:00 GMT");
  CHECK(base::iso_time(0) == "1970-01-01T00:00:00Z");
  CHECK(base::http_time(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's example
  CHECK(base::iso_time(1'709'251'199) == "2024-02-29T23:59:59Z");
  CHECK(base::iso_time(4'102'444'800) == "2100-01-01T00:00:00Z");  // past 32 bits
  CHECK(base::http_time(2'524'608'000) == "Sat, 01 Jan 2050 00:00:00 GMT");
  CHECK(base::iso_time(-1) == "1969-12-31T23:59:59Z");
}

TEST_CASE("clock: times are read as browsers and others write them") {
  for (const auto* text : {"2026-01-25T10:00:00Z", "2026-01-25T10:00:00.999Z", "2026-01-25T10:00:00+00:00",
                           "2026-01-25T12:30:00+02:30", "2026-01-24T22:00:00.5-12:00"}) {
    CHECK_MESSAGE(base::from_iso_time(text) == 1'769'335'200, text);
  }
  CHECK(base::from_iso_time("2024-02-29T23:59:59Z") == 1'709'251'199);
  CHECK(base::from_iso_time("0000-01-01T00:00:00Z") == -62'167'219'200);
  CHECK(base::from_iso_time("9999-12-31T23:59:59Z") == 253'402'300'799);
  for (const auto* text : {"",
                           "now",
                           "2026-01-25",
                           "2026-01-25T10:00Z",
                           "2026-01-25T10:00:00",
                           "2026-01-25 10:00:00Z",
                           "2026-01-25T10:00:00z",
                           "2026-01-25T10:00:00.Z",
                           "2026-01-25T10:00:00.5",
                           "2026-02-29T10:00:00Z",
                           "2026-13-01T10:00:00Z",
                           "2026-00-01T10:00:00Z",
                           "2026-01-25T24:00:00Z",
                           "2026-01-25T10:60:00Z",
                           "2026-01-25T10:00:60Z",
                           "2026-01-25T10:00:00+24:00",
                           "2026-01-25T10:00:00+0100",
                           "2026-01-25T10:00:00Z ",
                           "+2026-01-25T10:00:00Z",
                           "1769335200",
                           "2026-01-25T10:00:-1Z"}) {
    CHECK_MESSAGE(!base::from_iso_time(text), text);
  }
}

TEST_CASE("clock: the fake one moves all times together, or the calendar alone") {
  support::FakeClock clock;
  const base::SteadyTime tick = clock.steady_now();
  const std::int64_t uptime = clock.uptime();
  clock.advance(5);
  CHECK(clock.now() == support::FakeClock::start + 5);
  CHECK(clock.steady_now() - tick == std::chrono::seconds(5));
  clock.set_now(7);
  CHECK(clock.now() == 7);
  CHECK(clock.uptime() - uptime == 5);
  CHECK(clock.steady_now() - tick == std::chrono::seconds(5));
}
