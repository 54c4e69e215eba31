// SPDX-License-Identifier: MIT
#pragma once

// Booths and items field by field, by the names the API has for them: which values they have, at which
// version of the row each last changed, and an update of some. Any thread may call.

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

// Those that are there.
FieldValues to_field_values(const BoothFields& fields);
FieldValues to_field_values(const ItemFields& fields);
BoothFields to_booth_fields(const FieldValues& values);
ItemFields to_item_fields(const FieldValues& values);

struct RowState {
  std::int64_t version = 0;
  BoothId booth;  // itself, or the one it is in
  struct Field {
    FieldValue now;
    std::int64_t version = 0;  // of the row, when this field got its value
  };
  std::vector<Field> fields;

  const Field& field(std::string_view name) const;  // which it has
};

// Of a booth or an item.
std::optional<RowState> row_state(Database& engine, const RowRef& row);

struct FieldTarget {
  RowRef row;
  BoothId booth;  // itself, or the one it is in
};
// Refusal::gone; broken_reference for an unknown country.
void update_fields(WriteBatch& write, const FieldTarget& row, const FieldValues& values,
                   base::UnixSeconds now);

}  // namespace store
