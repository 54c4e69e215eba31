// SPDX-License-Identifier: MIT
#include "base/text/qr.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

// The rows of "Welcome, hall!" at level M with mask 3, as the Python package segno makes them.
// clang-format off
const std::vector<std::string> known = {
    "#######.#..#..#######",
    "#.....#.##..#.#.....#",
    "#.###.#..#.##.#.###.#",
    "#.###.#.####..#.###.#",
    "#.###.#..#.#..#.###.#",
    "#.....#..#....#.....#",
    "#######.#.#.#.#######",
    "........###..........",
    "#.##.###......#..#.##",
    ".#.###....#..######.#",
    ".#....#.####..#....##",
    "#.#.#..#.....#.###..#",
    "#...###....#..#....#.",
    "........#..##.#.#.###",
    "#######.####.#.##....",
    "#.....#.#.#.##...##.#",
    "#.###.#...#.#..#####.",
    "#.###.#.##..###....#.",
    "#.###.#.#####....#...",
    "#.....#..#...####...#",
    "#######.#.#..###..#..",
};
// clang-format on

struct Run {
  int x, y, length;
};

// The path taken apart; any other form than the header promises fails the test.
std::vector<Run> runs_of(const std::string& path) {
  std::vector<Run> runs;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = path.find('z', at);
    REQUIRE(end != std::string::npos);
    const std::string piece = path.substr(at, end + 1 - at);
    Run run{};
    std::size_t used = 1;
    run.x = std::stoi(piece.substr(1), &used);
    run.y = std::stoi(piece.substr(2 + used));
    run.length = std::stoi(piece.substr(piece.find('h') + 1));
    const std::string length = std::to_string(run.length);
    REQUIRE(piece ==
            "M" + std::to_string(run.x) + " " + std::to_string(run.y) + "h" + length + "v1h-" + length + "z");
    runs.push_back(run);
    at = end + 1;
  }
  return runs;
}

std::vector<std::string> rows_of(const base::Qr& qr) {
  const auto side = static_cast<std::size_t>(qr.size);
  std::vector<std::string> rows(side, std::string(side, '.'));
  for (const Run& run : runs_of(qr.path)) {
    REQUIRE(run.x >= 0);
    REQUIRE(run.y >= 0);
    REQUIRE(run.y < qr.size);
    REQUIRE(run.length > 0);
    REQUIRE(run.x + run.length <= qr.size);
    for (int i = 0; i < run.length; ++i) {
      char& module = rows[static_cast<std::size_t>(run.y)][static_cast<std::size_t>(run.x + i)];
      REQUIRE(module == '.');
      module = '#';
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("qr: a symbol as another program makes it") {
  CHECK(rows_of(base::qr_code("Welcome, hall!")) == known);
}

TEST_CASE("qr: neighbours in a row are one piece, and all pieces lie within the symbol") {
  for (const std::size_t length : {1, 60, 500, 2331}) {
    const base::Qr qr = base::qr_code(std::string(length, 'a'));
    rows_of(qr);
    const auto runs = runs_of(qr.path);
    for (std::size_t i = 1; i < runs.size(); ++i) {
      if (runs[i].y == runs[i - 1].y) REQUIRE(runs[i].x > runs[i - 1].x + runs[i - 1].length);
    }
  }
}

// ISO/IEC 18004, table 7: bytes at level M.
TEST_CASE("qr: as large as the text needs") {
  const std::pair<std::size_t, int> table[] = {{1, 21},  {14, 21}, {15, 25},    {26, 25},   {42, 29},
                                               {62, 33}, {63, 37}, {2213, 173}, {2331, 177}};
  for (const auto& [length, size] : table) {
    CAPTURE(length);
    CHECK(base::qr_code(std::string(length, 'x')).size == size);
  }
}

TEST_CASE("qr: any bytes, a NUL among them") {
  CHECK(base::qr_code(std::string_view("a\0b", 3)).path != base::qr_code("a").path);
}

TEST_CASE("qr: what no symbol holds is refused") {
  CHECK_THROWS_AS(base::qr_code(""), std::invalid_argument);
  CHECK_THROWS_AS(base::qr_code(std::string(2332, 'x')), std::invalid_argument);
  CHECK_THROWS_AS(base::qr_terminal_text(std::string(2332, 'x')), std::invalid_argument);
}

// Two rows of modules to a line, four modules of margin on every side.
TEST_CASE("qr: for a terminal") {
  const std::string lines = base::qr_terminal_text("Welcome, hall!");
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    REQUIRE(end != std::string::npos);
    seen.push_back(lines.substr(at, end - at));
    at = end + 1;
  }
  const auto line = [](const std::string& modules) { return "\x1b[30;47m" + modules + "\x1b[0m"; };
  const std::string blank = line(std::string(29, ' '));
  REQUIRE(seen.size() == 15);
  for (const std::size_t margin : {0, 1, 13, 14}) CHECK(seen[margin] == blank);
  const auto upper_or_lower = [](char upper, char lower) -> std::string {
    if (upper == '#') return lower == '#' ? "█" : "▀";
    return lower == '#' ? "▄" : " ";
  };
  for (std::size_t y = 0; y < 21; y += 2) {
    std::string modules = "    ";
    for (std::size_t x = 0; x < 21; ++x) {
      modules += upper_or_lower(known[y][x], y + 1 < 21 ? known[y + 1][x] : '.');
    }
    CHECK(seen[2 + y / 2] == line(modules + "    "));
  }
}
