// SPDX-License-Identifier: MIT
#pragma once

// Brings a database file to the schema of this version: creates it, or applies the missing migrations, in one
// transaction. There is no downgrade, so an existing database is first copied to "<path>.before-<number>",
// with the number of the first missing migration.
// Thread safety: any number of threads and processes may call at once.
// Crash safety: the database is either unchanged or fully migrated.
// Throws: SchemaTooNew, ForeignSchema, StorageError.

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/engine/schema.h"

namespace store {

// A later version of the program wrote the database, and only that version can read it. what() is a sentence
// for the operator.
struct SchemaTooNew : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The schema differs from the one that this program creates (schema_check.h). what() is for the operator.
struct ForeignSchema : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// `steps` must not be empty. Throws SchemaTooNew, ForeignSchema, and StorageError, also if the file is not a
// database or belongs to another program.
void migrate(const std::string& path, std::span<const Migration> steps = migrations());

// Read-only. Throws SchemaTooNew, and StorageError in the same cases as migrate() and for an empty file.
void verify_schema(const std::string& path);

// Returns the reasons for a ForeignSchema, one sentence each. Throws StorageError.
std::vector<std::string> foreign_schema_of(const std::string& path);

}  // namespace store
