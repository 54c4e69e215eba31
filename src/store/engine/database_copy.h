// SPDX-License-Identifier: MIT
#pragma once

// Copies a database file without an engine.
// Thread safety: any thread may call, also beside a writer.
// Crash safety: a crash leaves at most "<to>.part", which is never a valid copy.
// Throws: StorageError.

#include <string>

namespace store {

// Copies one snapshot of the whole database and does not block writers. When it returns, the copy has its
// name and is synced.
void copy_database(const std::string& path, const std::string& to);

}  // namespace store
