// SPDX-License-Identifier: MIT
#pragma once

// Compares the schema of a database with the one that the migrations up to its version make. A drive or a
// backup may bring a database of anybody's: a trigger in it would act for whoever wrote it, with every right.
// The statements are compared token by token, so that white space and comments do not matter.

#include <span>
#include <string>
#include <vector>

#include "store/engine/connection.h"
#include "store/engine/schema.h"

namespace store {

// Every difference, as a sentence; no more than a few. Inside a transaction, or it may see two states.
// Throws: Failure.
std::vector<std::string> schema_differences(SqliteConnection& database, std::span<const Migration> steps);

}  // namespace store
