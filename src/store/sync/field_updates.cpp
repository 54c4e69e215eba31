// SPDX-License-Identifier: MIT
#include "store/sync/field_updates.h"

#include <algorithm>

namespace store {
namespace {

template <class T>
void take(FieldValues& values, std::string_view name, const std::optional<T>& said) {
  if (said) values.push_back({name, to_value(*said)});
}

RowState read_booth(const Row& row) {
  return {.version = row.integer(0),
          .booth = {row.integer(1)},
          .fields = {{{"name", to_value(row.text(2))}, row.integer(3)},
                     {{"description", to_value(row.text(4))}, row.integer(5)},
                     {{"category", to_value(row.text(6))}, row.integer(7)},
                     {{"country", row.integer(8)}, row.integer(9)}}};
}

RowState read_item(const Row& row) {
  return {.version = row.integer(0),
          .booth = {row.integer(1)},
          .fields = {{{"name", to_value(row.text(2))}, row.integer(3)},
                     {{"description", to_value(row.text(4))}, row.integer(5)},
                     {{"price", to_value(row.optional_text(6))}, row.integer(7)},
                     {{"quantity", to_value(row.optional_integer(8))}, row.integer(9)}}};
}

std::optional<std::string> text_or_nothing(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? std::optional(*text) : std::nullopt;
}

std::optional<std::int64_t> number_or_nothing(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

}  // namespace

FieldValues to_field_values(const BoothFields& fields) {
  FieldValues values;
  take(values, "name", fields.name);
  take(values, "description", fields.description);
  take(values, "category", fields.category);
  take(values, "country", fields.country);
  return values;
}

FieldValues to_field_values(const ItemFields& fields) {
  FieldValues values;
  take(values, "name", fields.name);
  take(values, "description", fields.description);
  take(values, "price", fields.price);
  take(values, "quantity", fields.quantity);
  return values;
}

BoothFields to_booth_fields(const FieldValues& values) {
  BoothFields fields;
  for (const auto& [name, value] : values) {
    if (name == "name") fields.name = text_or_nothing(value);
    if (name == "description") fields.description = text_or_nothing(value);
    if (name == "category") fields.category = text_or_nothing(value);
    if (name == "country") fields.country = CountryId{number_or_nothing(value).value_or(0)};
  }
  return fields;
}

ItemFields to_item_fields(const FieldValues& values) {
  ItemFields fields;
  for (const auto& [name, value] : values) {
    if (name == "name") fields.name = text_or_nothing(value);
    if (name == "description") fields.description = text_or_nothing(value);
    if (name == "price") fields.price = text_or_nothing(value);
    if (name == "quantity") fields.quantity = number_or_nothing(value);
  }
  return fields;
}

const RowState::Field& RowState::field(std::string_view name) const {
  return *std::ranges::find(fields, name, [](const Field& one) { return one.now.name; });
}

std::optional<RowState> row_state(Database& engine, const RowRef& row) {
  if (row.kind == RowKind::booth) {
    return query_one(engine, read_booth,
                     "SELECT version, id, name, name_version, description, description_version, category, "
                     "category_version, country_id, country_version FROM booths WHERE id = ?",
                     row.id);
  }
  return query_one(engine, read_item,
                   "SELECT version, booth_id, name, name_version, description, description_version, price, "
                   "price_version, quantity, quantity_version FROM items WHERE id = ?",
                   row.id);
}

void update_fields(WriteBatch& write, const FieldTarget& row, const FieldValues& values,
                   base::UnixSeconds now) {
  if (row.row.kind == RowKind::booth) {
    update_booth(write, row.booth, to_booth_fields(values), now);
  } else {
    update_item(write, row.booth, {row.row.id}, to_item_fields(values), now);
  }
}

}  // namespace store
