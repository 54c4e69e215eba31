// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "support/captured_log.h"

namespace {

using base::Level;
using support::Captured;

std::string value_of(const std::string& value) {
  const Captured captured;
  base::log(Level::error, "t", "t", {{"v", value}});
  const std::string line = captured.all();
  const std::size_t at = line.find(" v=") + 3;
  return line.substr(at, line.size() - at - 1);
}

}  // namespace

TEST_CASE("log: an event is one line of logfmt with a UTC time") {
  const Captured captured;
  base::log(Level::info, "http", "listening", {{"port", "8000"}, {"name", "hall 3"}});
  CHECK(captured.without_time() == "level=info where=http what=\"listening\" port=8000 name=\"hall 3\"\n");
  const std::string line = captured.all();
  CHECK(line.starts_with("time=20"));
  CHECK(line.substr(0, line.find(' ')).size() == std::string("time=2026-01-25T10:00:00Z").size());
}

TEST_CASE("log: values are quoted when they need it") {
  CHECK(value_of("abc-1.5/é") == "\"abc-1.5/é\"");
  CHECK(value_of("abc-1.5/x") == "abc-1.5/x");
  CHECK(value_of("") == "\"\"");
  CHECK(value_of("a=b") == "\"a=b\"");
  CHECK(value_of("say \"x\\y\"") == "\"say \\\"x\\\\y\\\"\"");
}

TEST_CASE("log: nothing in a value can begin a line or command a terminal") {
  CHECK(value_of("a\nlevel=error") == "\"a\\nlevel=error\"");
  CHECK(value_of("\r\t\x1b[31m\x7f") == "\"\\x0d\\x09\\x1b[31m\\x7f\"");
  CHECK(value_of(std::string("a\0b", 3)) == "\"a\\x00b\"");
  CHECK(value_of("\xff\xfe") == "\"\\xff\\xfe\"");
  CHECK(value_of("\u009b31m") == "\"\\xc2\\x9b31m\"");
}

TEST_CASE("log: what is below the level is not written") {
  const Captured captured;
  base::log(Level::debug, "t", "unseen");
  CHECK(captured.all().empty());
  CHECK_FALSE(base::log_enabled(Level::debug));
  base::set_log_level(Level::warning);
  base::log(Level::info, "t", "unseen");
  base::log(Level::warning, "t", "seen");
  base::set_log_level(Level::info);
  CHECK(captured.without_time() == "level=warning where=t what=\"seen\"\n");
}

TEST_CASE("log: lines of different threads do not mix") {
  const Captured captured;
  std::vector<std::thread> threads;
  for (const char c : {'a', 'b', 'c', 'd'}) {
    threads.emplace_back([c] {
      for (int i = 0; i < 100; ++i) base::log(Level::info, "t", "t", {{"v", std::string(500, c)}});
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string text = captured.all();
  CHECK(std::ranges::count(text, '\n') == 400);
  for (const char c : {'a', 'b', 'c', 'd'}) {
    std::size_t whole = 0;
    const std::string line_end = " v=" + std::string(500, c) + "\n";
    for (std::size_t at = text.find(line_end); at != std::string::npos; at = text.find(line_end, at + 1))
      ++whole;
    CHECK(whole == 100);
  }
}

TEST_CASE("log: the newest events are kept in memory, with numbers that only grow") {
  const Captured captured;
  const std::uint64_t before = base::last_log_sequence();
  base::log(Level::warning, "t", "first", {{"who", "anna"}});
  base::log(Level::debug, "t", "unseen");
  base::log_to_stderr(Level::error, "t", "only printed");
  base::log(Level::error, "t", "bad \xff\xfe bytes");
  const std::vector<base::LogLine> lines = base::recent_log_lines(before);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].n > before);
  CHECK(lines[0].level == Level::warning);
  CHECK(lines[0].where == "t");
  CHECK(lines[0].what == "first");
  CHECK(lines[0].fields == std::vector<std::pair<std::string, std::string>>{{"who", "anna"}});
  CHECK(lines[1].n > lines[0].n);
  CHECK(lines[1].what == "bad ?? bytes");
  CHECK(base::last_log_sequence() == lines[1].n);
  CHECK(base::recent_log_lines(lines[1].n).empty());
}

TEST_CASE("log: what is printed for errors alone is still kept from info on") {
  const Captured captured;
  base::set_log_level(Level::error);
  const std::uint64_t before = base::last_log_sequence();
  base::log(Level::info, "t", "kept");
  base::set_log_level(Level::info);
  CHECK(captured.all().empty());
  CHECK(base::recent_log_lines(before).size() == 1);
}

TEST_CASE("log: the memory is bounded, in lines and in bytes") {
  const Captured captured;
  for (int i = 0; i < 2500; ++i) base::log(Level::info, "t", "t", {{"i", std::to_string(i)}});
  auto lines = base::recent_log_lines();
  REQUIRE(lines.size() == 2000);
  CHECK(lines.front().fields[0].second == "500");
  for (int i = 0; i < 2000; ++i) base::log(Level::info, "t", "t", {{"long", std::string(5000, 'x')}});
  lines = base::recent_log_lines();
  CHECK(lines.size() < 1000);
  CHECK(lines.size() > 500);
  CHECK(lines.back().fields[0].second.size() == 1000);
}
