// SPDX-License-Identifier: MIT
#pragma once

// A database file as a thing to be copied, examined and mended, without an engine on it. What only reads, and
// copy_database(), may be called beside whoever writes; the rest is for a database nobody else has open.
// Everything throws Failure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine.h"

namespace store {

// A whole copy of one moment; nobody who writes waits for it. On the drive, under its name, when it returns.
// A crash leaves at most "<to>.part", which is no name of anything.
void copy_database(const std::string& path, const std::string& to);

// A text for what exhibitors and accounts are: another after each change that is worth a copy. Not for
// showing.
std::string state_of(const std::string& path);

struct MediaFile {
  std::string file;
  std::uint64_t size = 0;
  std::string sha256;  // hex
};
std::vector<MediaFile> media_files(const std::string& path);  // by name

// What is wrong inside, in SQLite's words. The quick way passes over indexes and references; it stops at the
// first.
std::vector<std::string> faults_of(const std::string& path);
std::vector<std::string> quick_faults_of(const std::string& path);

std::string media_row(const std::string& path, std::string_view file);  // as JSON, with whose it is
void remove_media_rows(const std::string& path, const std::vector<std::string>& files);
void end_sessions(const std::string& path);  // of the administrators' browsers
// No token that either this database's box has given, or one whose accounts' generations go up to `theirs`,
// is good for this one. Tokens without a generation are another server's, and stay.
void end_tokens(const std::string& path, std::int64_t theirs);
// What clients remember of another copy says nothing of this. Rows go on counting above every version that
// copy can have given, so that an edit made here is never taken for one that a client has seen there; their
// fields stay as old as they are. Not for a database an older version has left: migrate it first.
void set_new_epoch(const std::string& path);

}  // namespace store
