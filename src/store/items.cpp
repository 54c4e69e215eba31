// SPDX-License-Identifier: MIT
#include "store/items.h"

#include "store/quota_checks.h"

namespace store {
namespace {

// Reads: id, booth_id, name, description, price, quantity, created_at, updated_at, version.
Item read_item(const Row& row) {
  return {
      .id = {row.integer(0)},
      .booth = {row.integer(1)},
      .name = std::string(row.text(2)),
      .description = std::string(row.text(3)),
      .price = row.optional_text(4),
      .quantity = row.optional_integer(5),
      .created_at = row.integer(6),
      .updated_at = row.integer(7),
      .version = row.integer(8),
  };
}

constexpr std::string_view one_item =
    "SELECT id, booth_id, name, description, price, quantity, created_at, updated_at, version "
    "FROM items WHERE id = ? AND booth_id = ?";

}  // namespace

std::optional<Item> item_by_id(Database& engine, BoothId booth, ItemId id) {
  return query_one(engine, read_item, one_item, id, booth);
}

std::optional<BoothId> booth_of(Database& engine, ItemId id) {
  return query_one(
      engine, [](const Row& row) { return BoothId{row.integer(0)}; },
      "SELECT booth_id FROM items WHERE id = ?", id);
}

void return_item(WriteBatch& write, BoothId booth, ItemId id) {
  write.require_returning(Rejection::not_found, one_item, id, booth);
}

Item read_returned_item(const Rows& rows) { return read_item(rows.at(0)); }

std::int64_t count_items(Database& engine, BoothId booth) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM items WHERE booth_id = ?",
      booth);
}

std::vector<Item> items_of(Database& engine, BoothId booth, BatchCursor& cursor) {
  const auto size = [](const Item& item) { return item.name.size() + item.description.size(); };
  return read_batch(
      engine, cursor, std::pair(&read_item, size),
      "SELECT id, booth_id, name, description, price, quantity, created_at, updated_at, version "
      "FROM items WHERE booth_id = ? AND id > ? ORDER BY id LIMIT ? OFFSET ?",
      booth, cursor.last, cursor.window.limit, cursor.window.offset);
}

std::vector<Item> items_by_ids(Database& engine, const IdList& ids) {
  return query_all(engine, read_item,
                   "SELECT id, booth_id, name, description, price, quantity, created_at, updated_at, version "
                   "FROM items WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                   ids.json());
}

void add_item(WriteBatch& write, BoothId booth, const ItemFields& fields, std::string_view client_id,
              base::UnixSeconds now) {
  write.require_returning(
      Rejection::not_found,
      "INSERT INTO items (owner_id, client_id, booth_id, name, description, price, quantity, "
      "created_at, updated_at) "
      "SELECT owner_id, ?2, id, ?3, ?4, ?5, ?6, ?7, ?7 FROM booths WHERE id = ?1 "
      "RETURNING id",
      booth, client_id, fields.name.value_or(""), fields.description.value_or(""),
      fields.price.value_or(std::nullopt), fields.quantity.value_or(std::nullopt), now);
  check_new_item(write);
}

void add_item_by_parent_client_id(WriteBatch& write, const NewItem& item, const ItemFields& fields,
                                  base::UnixSeconds now) {
  write.require_returning(
      Rejection::not_found,
      "INSERT INTO items (owner_id, client_id, booth_id, name, description, price, quantity, "
      "created_at, updated_at) "
      "SELECT owner_id, ?3, id, ?4, ?5, ?6, ?7, ?8, ?8 FROM booths "
      "WHERE owner_id = ?1 AND client_id = ?2 RETURNING id",
      item.owner, item.parent, item.client_id, fields.name.value_or(""), fields.description.value_or(""),
      fields.price.value_or(std::nullopt), fields.quantity.value_or(std::nullopt), now);
  check_new_item(write);
}

void update_item(WriteBatch& write, BoothId booth, ItemId id, const ItemFields& fields,
                 base::UnixSeconds now) {
  check_item_update(write, id.value, {bytes_of(fields.name), bytes_of(fields.description), {}});
  write.require(Rejection::not_found,
                "UPDATE items SET name = ifnull(?3, name), description = ifnull(?4, description), "
                "price = iif(?5, ?6, price), quantity = iif(?7, ?8, quantity), updated_at = ?9 "
                "WHERE id = ?1 AND booth_id = ?2",
                id, booth, fields.name, fields.description, fields.price.has_value(), fields.price,
                fields.quantity.has_value(), fields.quantity, now);
}

void delete_item(WriteBatch& write, BoothId booth, ItemId id) {
  write.returning("SELECT file FROM media WHERE item_id = ? AND booth_id = ? ORDER BY id", id, booth);
  write.require(Rejection::not_found, "DELETE FROM items WHERE id = ? AND booth_id = ?", id,
                booth);  // cascades to its images
}

}  // namespace store
