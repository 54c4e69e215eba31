// SPDX-License-Identifier: MIT
#pragma once

// Examines and repairs a database file without an engine.
// Thread safety: functions that only read may run beside a writer. The others require that nothing else has
// the database open.
// Throws: StorageError.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/database.h"

namespace store {

// Returns a text that differs after each change to accounts or exhibitors' data that justifies a copy. It is
// not for display.
std::string content_fingerprint(const std::string& path);

struct MediaFile {
  std::string file;
  std::uint64_t size = 0;
  std::string sha256;  // hex
};
std::vector<MediaFile> media_files(const std::string& path);  // by name

// Return the faults in SQLite's words. quick_check() skips indexes and references, and returns one fault.
std::vector<std::string> integrity_check(const std::string& path);
std::vector<std::string> quick_check(const std::string& path);

std::string media_row_json(const std::string& path, std::string_view file);  // JSON, with the owner
void remove_media_rows(const std::string& path, const std::vector<std::string>& files);
// Invalidates in `path` all tokens and sessions issued under either database. An account in both keeps its
// login code only if `replaced` would accept it. If `replaced` does not exist, all codes stay valid; if it
// cannot be read, none does.
void revoke_credentials(const std::string& path, const std::string& replaced);
// Starts a new epoch, so that clients discard what they know of another copy. Raises all row versions above
// any that the other copy can have assigned, so that no version is assigned twice. Field versions are
// unchanged. Not for the schema of an older version: call migrate() first.
void set_new_epoch(const std::string& path);

}  // namespace store
