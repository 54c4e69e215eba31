// SPDX-License-Identifier: MIT
#pragma once

// A database file as a thing to be examined and mended, without an engine on it. What only reads may be
// called beside whoever writes; the rest is for a database nobody else has open. Everything throws
// StorageError.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/engine.h"

namespace store {

// A text for what exhibitors and accounts are: another after each change that is worth a copy. Not for
// showing.
std::string content_fingerprint(const std::string& path);

struct MediaFile {
  std::string file;
  std::uint64_t size = 0;
  std::string sha256;  // hex
};
std::vector<MediaFile> media_files(const std::string& path);  // by name

// What is wrong inside, in SQLite's words. The quick way passes over indexes and references; it stops at the
// first.
std::vector<std::string> integrity_check(const std::string& path);
std::vector<std::string> quick_check(const std::string& path);

std::string media_row_json(const std::string& path, std::string_view file);  // as JSON, with whose it is
void remove_media_rows(const std::string& path, const std::vector<std::string>& files);
// Of what clients were given while `replaced` was the box's database, or the one at `path`, nothing is good
// for the latter: no token, no session, and no login code of an account in both that `replaced` would not
// take. Where `replaced` is not there all codes stay; where it cannot be read none does.
void revoke_credentials(const std::string& path, const std::string& replaced);
// What clients remember of another copy says nothing of this. Rows go on counting above every version that
// copy can have given, so that an edit made here is never taken for one that a client has seen there; their
// fields stay as old as they are. Not for a database an older version has left: migrate it first.
void set_new_epoch(const std::string& path);

}  // namespace store
