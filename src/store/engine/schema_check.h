// SPDX-License-Identifier: MIT
#pragma once

// Compares the schema of a database with the one that the migrations up to its version create. A database on
// a drive or in a backup may be untrusted: a trigger in it would run with full rights on behalf of its
// author. Statements are compared token by token, so white space and comments do not matter.
// Throws: StorageError.

#include <span>
#include <string>
#include <vector>

#include "store/engine/connection.h"
#include "store/engine/schema.h"

namespace store {

// Returns the differences, one sentence each, up to a small limit. Call it inside a transaction, since
// otherwise it may see two states.
std::vector<std::string> schema_differences(SqliteConnection& database, std::span<const Migration> steps);

}  // namespace store
