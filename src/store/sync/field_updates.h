// SPDX-License-Identifier: MIT
#pragma once

// Accesses booths and items field by field, under the API's field names: reads their values and the row
// version at which each last changed, and updates some of them.
// Thread safety: any thread may call.

#include <optional>
#include <string_view>
#include <vector>

#include "store/booths.h"
#include "store/items.h"
#include "store/sync/row_versions.h"

namespace store {

struct FieldValue {
  std::string_view name;  // "name", "country", "price" …: a literal
  Value value;
};
using FieldValues = std::vector<FieldValue>;

// The fields that are present.
FieldValues to_field_values(const BoothFields& fields);
FieldValues to_field_values(const ItemFields& fields);
BoothFields to_booth_fields(const FieldValues& values);
ItemFields to_item_fields(const FieldValues& values);

struct RowState {
  std::int64_t version = 0;
  BoothId booth;  // the booth itself, or the item's booth
  struct Field {
    FieldValue now;
    std::int64_t version = 0;  // of the row, when this field got its value
  };
  std::vector<Field> fields;

  const Field& field(std::string_view name) const;  // must exist
};

// The state of a booth or an item.
std::optional<RowState> row_state(Database& engine, const RowRef& row);

struct FieldTarget {
  RowRef row;
  BoothId booth;  // the booth itself, or the item's booth
};
// Rejection::not_found; quota_exceeded; invalid_reference for an unknown country.
void update_fields(WriteBatch& write, const FieldTarget& row, const FieldValues& values,
                   base::UnixSeconds now);

}  // namespace store
