// SPDX-License-Identifier: MIT
#pragma once

// Makes a database file what this version of the program expects: creates it, or applies the migrations it
// lacks, all in one transaction. Forwards only, so a database that has rows is first copied to
// "<path>.before-<number>", the number of the first one it lacked. Any number of processes may do it at once.
// A crash leaves the database as it was or as it shall be.

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/engine/schema.h"

namespace store {

// Written by a later version of the program: only that can read it. what() is a sentence for the operator.
struct SchemaTooNew : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Holds what this program does not put there, or not in that way (schema_check.h). what() is for the
// operator.
struct ForeignSchema : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// There is at least one step. Throws SchemaTooNew, ForeignSchema, and StorageError, also for a file that is
// no database or is another program's.
void migrate(const std::string& path, std::span<const Migration> steps = migrations());

// Only looks: throws SchemaTooNew, and StorageError as migrate() would and for an empty file.
void verify_schema(const std::string& path);

// What ForeignSchema would be thrown for, a sentence each. Throws StorageError.
std::vector<std::string> foreign_schema_of(const std::string& path);

}  // namespace store
