// SPDX-License-Identifier: MIT
#include "backup/snapshots.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

namespace {

std::string copy(int number, int day) {
  char name[40];
  std::snprintf(name, sizeof name, "copy-%06d-202601%02d.db", number, day);
  return name;
}

}  // namespace

TEST_CASE("copies: the newest six stay, by their number, whatever the day says") {
  std::vector<std::string> names;
  for (int number = 1; number <= 9; ++number) names.push_back(copy(number, 25));
  CHECK(app::snapshots_to_keep(names) ==
        std::vector{copy(9, 25), copy(8, 25), copy(7, 25), copy(6, 25), copy(5, 25), copy(4, 25)});
}

TEST_CASE("copies: of the seven latest days the last one stays") {
  std::vector<std::string> names;
  int number = 0;
  for (int day = 1; day <= 9; ++day) {
    for (int turn = 0; turn < 3; ++turn) names.push_back(copy(++number, day));
  }
  // Days 9 and 8 are the newest six; of days 7 to 3 the last.
  CHECK(app::snapshots_to_keep(names) == std::vector{copy(27, 9), copy(26, 9), copy(25, 9), copy(24, 8),
                                                     copy(23, 8), copy(22, 8), copy(21, 7), copy(18, 6),
                                                     copy(15, 5), copy(12, 4), copy(9, 3)});
}

TEST_CASE("copies: other files are none") {
  CHECK(app::snapshots_to_keep({"copy-000001-20260101.db.part", "copy-1-20260101.db", "notes.txt",
                                "archive-ab.db", "copy-000001-2026010x.db", copy(3, 1)}) ==
        std::vector{copy(3, 1)});
  CHECK(app::snapshots_to_keep({}).empty());
}
