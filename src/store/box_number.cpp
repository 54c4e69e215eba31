// SPDX-License-Identifier: MIT
#include "store/box_number.h"

#include <array>
#include <map>
#include <string_view>

namespace store {
namespace {

constexpr auto numbered = std::to_array<std::string_view>({"users", "booths", "items", "media"});

// The largest id that each table has assigned, from sqlite_sequence; no entry before the first.
std::map<std::string, std::int64_t, std::less<>> given(Database& engine) {
  std::map<std::string, std::int64_t, std::less<>> found;
  query_rows(
      engine, [&](const Row& row) { found.emplace(row.text(0), row.integer(1)); },
      "SELECT name, seq FROM sqlite_sequence");
  return found;
}

}  // namespace

std::vector<std::string> set_id_range(Database& engine, std::int64_t number) {
  const std::int64_t before = number * ids_of_a_box;
  const auto latest = given(engine);
  std::vector<std::string> beyond;
  WriteBatch write;
  for (const std::string_view table : numbered) {
    const auto found = latest.find(table);
    const std::int64_t last = found == latest.end() ? 0 : found->second;
    if (last >= before + ids_of_a_box) beyond.emplace_back(table);
    if (last >= before) continue;
    write.run("DELETE FROM sqlite_sequence WHERE name = ?", table);
    write.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, before);
  }
  if (!write.statements().empty()) engine.write(write);
  return beyond;
}

}  // namespace store
