// SPDX-License-Identifier: MIT
#pragma once

// Booths.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/batch.h"
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

// What a request says of a booth; an absent field stays as it is.
struct BoothFields {
  std::optional<std::string> name, description, category;
  std::optional<CountryId> country;
};

std::optional<Booth> booth_by_id(Database& engine, BoothId id);
std::optional<UserId> owner_of(Database& engine, BoothId id);
std::int64_t count_booths(Database& engine, UserId owner);
bool has_booths(Database& engine);  // of anybody
std::vector<Booth> booths_of_owner(Database& engine, UserId owner,
                                   BatchCursor& cursor);                // the next batch, by id
std::vector<Booth> booths_by_ids(Database& engine, const IdList& ids);  // by id

// client_id names the new row for statements that follow. Row kept: (id). Rejection::quota_exceeded when a
// limit of the owner's is reached, broken_reference for an unknown country, taken when the owner has a booth
// of this client id.
void add_booth(WriteBatch& write, UserId owner, const BoothFields& fields, std::string_view client_id,
               base::UnixSeconds now);
// Rejection::not_found; quota; broken_reference for an unknown country.
void update_booth(WriteBatch& write, BoothId id, const BoothFields& fields, base::UnixSeconds now);
// The booth as the write's earlier statements have left it; its rows are for read_returned_booth(). A write
// that is answered with what it has changed reads it itself: were it read after, that might fail, and what
// was done would be told as failed.
void return_booth(WriteBatch& write, BoothId id);  // Rejection::not_found
Booth read_returned_booth(const Rows& rows);
// The booth, its items and all their media rows. Rows kept: their files, as one element of
// Written::returning.
void delete_booth(WriteBatch& write, BoothId id);  // Rejection::not_found

}  // namespace store
