// SPDX-License-Identifier: MIT
#include "store/sync/row_versions.h"

#include <string>

namespace store {
namespace {

std::string_view guard_of(Kind kind) {
  switch (kind) {
    case Kind::booth:
      return "SELECT 1 FROM booths WHERE id = ? AND instr(?, ',' || version || ',') > 0";
    case Kind::item:
      return "SELECT 1 FROM items WHERE id = ? AND instr(?, ',' || version || ',') > 0";
    case Kind::image:
    case Kind::video:
      break;
  }
  return "SELECT 1 FROM media WHERE id = ? AND instr(?, ',' || version || ',') > 0";
}

}  // namespace

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::booth:
      return "booth";
    case Kind::item:
      return "item";
    case Kind::image:
      return "image";
    case Kind::video:
      break;
  }
  return "video";
}

Kind kind_of(Collection collection) {
  return collection == Collection::booth_videos ? Kind::video : Kind::image;
}

void require_version(Write& write, const RowName& row, const std::vector<std::int64_t>& versions) {
  std::string list = ",";  // ",7,9,": each stands between two commas
  for (const std::int64_t version : versions) list.append(std::to_string(version)).append(",");
  write.must(Refusal::stale, guard_of(row.kind), row.id, list);
}

}  // namespace store
