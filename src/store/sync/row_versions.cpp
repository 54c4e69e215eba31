// SPDX-License-Identifier: MIT
#include "store/sync/row_versions.h"

#include <string>

namespace store {
namespace {

std::string_view guard_of(RowKind kind) {
  switch (kind) {
    case RowKind::booth:
      return "SELECT 1 FROM booths WHERE id = ? AND instr(?, ',' || version || ',') > 0";
    case RowKind::item:
      return "SELECT 1 FROM items WHERE id = ? AND instr(?, ',' || version || ',') > 0";
    case RowKind::image:
    case RowKind::video:
      break;
  }
  return "SELECT 1 FROM media WHERE id = ? AND instr(?, ',' || version || ',') > 0";
}

}  // namespace

std::string_view to_string(RowKind kind) {
  switch (kind) {
    case RowKind::booth:
      return "booth";
    case RowKind::item:
      return "item";
    case RowKind::image:
      return "image";
    case RowKind::video:
      break;
  }
  return "video";
}

RowKind kind_for(MediaCollection collection) {
  return collection == MediaCollection::booth_videos ? RowKind::video : RowKind::image;
}

void require_version(WriteBatch& write, const RowRef& row, const std::vector<std::int64_t>& versions) {
  std::string list = ",";  // ",7,9,": each between two commas
  for (const std::int64_t version : versions) list.append(std::to_string(version)).append(",");
  write.require(Rejection::version_mismatch, guard_of(row.kind), row.id, list);
}

}  // namespace store
