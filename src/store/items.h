// SPDX-License-Identifier: MIT
#pragma once

// Queries and statements for the items of a booth.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/batch_cursor.h"
#include "store/id_list.h"
#include "store/media.h"

namespace store {

struct Item {
  ItemId id;
  BoothId booth;
  std::string name, description;
  std::optional<std::string> price;  // decimal text with two places
  std::optional<std::int64_t> quantity;
  base::UnixSeconds created_at = 0, updated_at = 0;
  std::int64_t version = 1;
};

// The fields of a request; an absent field stays unchanged, an inner nullopt clears it.
struct ItemFields {
  std::optional<std::string> name, description;
  std::optional<std::optional<std::string>> price;
  std::optional<std::optional<std::int64_t>> quantity;
};

std::optional<Item> item_by_id(Database& engine, BoothId booth, ItemId id);
std::optional<BoothId> booth_of(Database& engine, ItemId id);
std::int64_t count_items(Database& engine, BoothId booth);
std::vector<Item> items_of(Database& engine, BoothId booth, BatchCursor& cursor);  // the next batch, by id
std::vector<Item> items_by_ids(Database& engine, const IdList& ids);               // by id

void add_item(WriteBatch& write, BoothId booth, const ItemFields& fields, std::string_view client_id,
              base::UnixSeconds now);  // Rejection::not_found for the booth; quota_exceeded; returns (id)
// An item in the owner's booth with this client id, which the same transaction may have created.
struct NewItem {
  UserId owner;
  std::string parent;  // the booth's client id
  std::string client_id;
};
void add_item_by_parent_client_id(
    WriteBatch& write, const NewItem& item, const ItemFields& fields,
    base::UnixSeconds now);  // Rejection::not_found if there is no such booth; quota_exceeded; returns (id)
void update_item(WriteBatch& write, BoothId booth, ItemId id, const ItemFields& fields,
                 base::UnixSeconds now);                        // Rejection::not_found; quota_exceeded
void return_item(WriteBatch& write, BoothId booth, ItemId id);  // like return_booth(); Rejection::not_found
Item read_returned_item(const Rows& rows);
void delete_item(WriteBatch& write, BoothId booth, ItemId id);  // Rejection::not_found; returns files

}  // namespace store
