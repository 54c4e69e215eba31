// SPDX-License-Identifier: MIT
#pragma once

// Queries and statements for booths.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/batch_cursor.h"
#include "store/countries.h"
#include "store/id_list.h"
#include "store/media.h"
#include "store/users.h"

namespace store {

struct Booth {
  BoothId id;
  UserId owner;
  std::string name, description, category;
  CountryId country;
  base::UnixSeconds created_at = 0, updated_at = 0;
  std::int64_t version = 1;
};

// The fields of a request; an absent field stays unchanged.
struct BoothFields {
  std::optional<std::string> name, description, category;
  std::optional<CountryId> country;
};

std::optional<Booth> booth_by_id(Database& engine, BoothId id);
std::optional<UserId> owner_of(Database& engine, BoothId id);
std::int64_t count_booths(Database& engine, UserId owner);
bool has_booths(Database& engine);  // of any owner
std::vector<Booth> booths_of_owner(Database& engine, UserId owner,
                                   BatchCursor& cursor);                // the next batch, by id
std::vector<Booth> booths_by_ids(Database& engine, const IdList& ids);  // by id

// Later statements can find the new row by client_id. Returns the row (id) in WriteResult::rows.
// Rejection::quota_exceeded if a limit of the owner is reached; invalid_reference for an unknown country;
// already_exists if the owner has a booth with this client id.
void add_booth(WriteBatch& write, UserId owner, const BoothFields& fields, std::string_view client_id,
               base::UnixSeconds now);
// Rejection::not_found; quota_exceeded; invalid_reference for an unknown country.
void update_booth(WriteBatch& write, BoothId id, const BoothFields& fields, base::UnixSeconds now);
// Returns the booth as the write's earlier statements leave it; pass the rows to read_returned_booth(). A
// write whose response contains the changed row must read it itself. A read afterwards could fail and report
// a committed write as failed.
void return_booth(WriteBatch& write, BoothId id);  // Rejection::not_found
Booth read_returned_booth(const Rows& rows);
// Deletes the booth, its items and all their media rows. Returns the names of their files as one element of
// WriteResult::rows.
void delete_booth(WriteBatch& write, BoothId id);  // Rejection::not_found

}  // namespace store
