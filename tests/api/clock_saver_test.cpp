// SPDX-License-Identifier: MIT
#include "app/clock_saver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "support/fake_clock.h"
#include "support/temp_folder.h"

namespace {

using base::BoxClock;
using support::FakeMachine;

constexpr std::int64_t day = 86'400;

// A data folder on a machine, and the server's clock while there is one.
struct Shelf {
  support::TempFolder temp;
  app::DataFolder folder{temp / "data"};
  FakeMachine machine{0};

  BoxClock clock() { return BoxClock(folder.clock_note(), machine.machine()); }
  std::string file() const { return base::read_file(temp / "data/clock").value_or(""); }
  void put(const std::string& text) const { base::write_atomically(temp / "data/clock", text); }
};

base::UnixSeconds plausible(std::int64_t seconds) { return base::earliest_plausible() + seconds; }

}  // namespace

TEST_CASE("timekeeper: a note is read as it was written") {
  const Shelf shelf;
  const base::ClockState note = {.time = 1'800'000'000,
                                 .uptime = 77,
                                 .id = "0011aabb",
                                 .source = base::ClockSource::administrator,
                                 .boot = "a-boot",
                                 .steady = 123'456'789,
                                 .time_offset = 1'799'999'000'000'000,
                                 .uptime_offset = -5};
  shelf.folder.set_clock_note(note);
  const base::ClockState read = shelf.folder.clock_note();
  CHECK(read.time == note.time);
  CHECK(read.uptime == note.uptime);
  CHECK(read.id == note.id);
  CHECK(read.source == note.source);
  CHECK(read.boot == note.boot);
  CHECK(read.steady == note.steady);
  CHECK(read.time_offset == note.time_offset);
  CHECK(read.uptime_offset == note.uptime_offset);
}

TEST_CASE("timekeeper: the note of earlier versions, a number alone, is a time") {
  Shelf shelf;
  shelf.put(std::to_string(plausible(day)) + "\n");
  CHECK(shelf.folder.clock_note().time == plausible(day));
  CHECK(shelf.clock().now() == plausible(day));
  CHECK(shelf.clock().uptime() == 0);
  CHECK(shelf.clock().id().size() == 16);
}

TEST_CASE("timekeeper: a note that cannot be read is as if it were not there") {
  Shelf shelf;
  for (const char* text :
       {"", "\n", "?", "-5", "99999999999999999999", "999999999999", "time", "time x\nid\n",
        "time -1\nuptime -1\n", "time 999999999999\nuptime 999999999999\n", "\xff\xfe\n\n",
        "boot boot 1\nsteady 9223372036854775807\ntime-offset 1\nuptime-offset 1\n"}) {
    shelf.put(text);
    CAPTURE(text);
    CHECK(shelf.folder.clock_note().time == 0);
    CHECK(shelf.folder.clock_note().uptime == 0);
    CHECK(shelf.folder.clock_note().boot == "");
    CHECK(shelf.clock().now() == base::earliest_plausible());
    CHECK(shelf.clock().id().size() == 16);
  }
}

TEST_CASE("timekeeper: whenever the power goes, time and uptime do not come back behind what was given out") {
  Shelf shelf;
  BoxClock clock = shelf.clock();
  app::ClockSaver keeper(clock, shelf.folder);
  FakeMachine after(0);
  after.boot(0);
  std::set<std::string> written;
  for (int second = 0; second <= 600; ++second) {
    keeper.save_if_due();
    written.insert(shelf.file());
    const BoxClock next(shelf.folder.clock_note(), after.machine());
    REQUIRE(next.now() >= clock.now());
    REQUIRE(next.uptime() >= clock.uptime());
    REQUIRE(next.now() <=
            clock.now() + std::max(15, second));  // a box that only falters does not run away either
    REQUIRE(next.now() <= clock.now() + 90);
    REQUIRE(next.id() == clock.id());
    shelf.machine.advance(1);
  }
  CHECK(written.size() <= 15);
  keeper.save_now();
  const BoxClock next(shelf.folder.clock_note(), after.machine());
  CHECK(next.now() == clock.now());
  CHECK(next.uptime() == clock.uptime());
}

TEST_CASE("timekeeper: what the administrator sets is noted before it is given out") {
  Shelf shelf;
  BoxClock clock = shelf.clock();
  app::ClockSaver keeper(clock, shelf.folder);
  keeper.save_if_due();
  keeper.set(plausible(100 * day));
  shelf.machine.boot(0);
  CHECK(shelf.clock().now() >= plausible(100 * day));
  CHECK(shelf.clock().now() <= plausible(100 * day + 90));
  CHECK(shelf.clock().source() == base::ClockSource::restored);
}

TEST_CASE("timekeeper: a drive that takes no note: the clock goes on, is not set, and is noted again later") {
  Shelf shelf;
  BoxClock clock = shelf.clock();
  app::ClockSaver keeper(clock, shelf.folder);
  std::filesystem::create_directories(shelf.temp / "data/clock/in the way");
  keeper.save_if_due();
  CHECK_THROWS_AS(keeper.set(plausible(100 * day)), base::DiskError);
  CHECK(clock.now() == plausible(0));
  CHECK(clock.source() == base::ClockSource::unset);
  std::filesystem::remove_all(shelf.temp / "data/clock");
  keeper.save_if_due();
  CHECK(shelf.file() == "");
  shelf.machine.advance(5);
  keeper.save_if_due();
  CHECK(shelf.folder.clock_note().time >= clock.now());
}
