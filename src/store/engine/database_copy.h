// SPDX-License-Identifier: MIT
#pragma once

// A copy of a database file, without an engine on it. May be called beside whoever writes. Throws
// StorageError.

#include <string>

namespace store {

// A whole copy of one moment; nobody who writes waits for it. On the drive, under its name, when it returns.
// A crash leaves at most "<to>.part", which is no name of anything.
void copy_database(const std::string& path, const std::string& to);

}  // namespace store
