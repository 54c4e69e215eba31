// SPDX-License-Identifier: MIT
#pragma once

// Uploads that come in pieces, as far as they are on the drive. A row names its file from the beginning; a
// crash leaves a file that is longer than durable_size() says, or none when nothing was received. What is
// finished or failed is remembered for a while, so that a phone that lost the answer can ask again.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/media.h"
#include "store/users.h"

namespace store {

enum class UploadState { receiving, finished, failed };
std::string_view to_string(UploadState state);  // "receiving": as it is in the table and in JSON

struct UploadRow {
  std::string name = {};  // in its URL
  UserId user = {};       // who sends it
  std::string client_id = {};
  MediaCollection collection = MediaCollection::booth_images;
  BoothId booth = {};
  std::optional<std::int64_t> item = {};
  bool primary = false;  // is to become it
  std::string file_name = {}, metadata = {};
  std::optional<std::string> sha256 = {};
  std::uint64_t size = 0, received = 0;
  std::string file = {};
  UploadState state = UploadState::receiving;
  std::int64_t fault_status = 0;  // of a failed one: what its sender was answered
  std::string fault = {};         // as JSON
  MediaId media = {};             // of a finished one
  std::int64_t touched_at = 0;    // uptime
  std::string concat = {};        // Upload-Concat as sent; "" of an upload by itself
  // Of an unfinished one: all came, had this hash, and may have been altered since.
  std::optional<std::string> sent_sha256 = {};

  // As many bytes of its file are good.
  std::uint64_t durable_size() const { return sent_sha256 ? size : received; }
  MediaParent shelf() const { return {collection, item.value_or(booth.value)}; }
};

std::optional<UploadRow> upload_by_name(Database& engine, std::string_view name);
std::optional<UploadRow> upload_by_client_id(Database& engine, UserId user, std::string_view client_id);
// Unfinished ones of what has this hash, as their sender said.
std::vector<UploadRow> unfinished_uploads(Database& engine, UserId user, std::string_view sha256);
std::vector<UploadRow> unfinished_uploads(Database& engine, UserId user);  // oldest first
std::vector<UploadRow> all_unfinished_uploads(Database& engine);
// Of all, those that lack most first.
std::vector<UploadRow> largest_unfinished_uploads(Database& engine, std::int64_t most);

struct UploadTotals {
  std::int64_t uploads = 0;
  std::uint64_t missing = 0;  // bytes still to come
};
UploadTotals unfinished_totals(Database& engine);
std::int64_t count_unfinished(Database& engine, UserId user);

// As new, or finished at once with what has its client id already. Rejection::already_exists when the user
// has an upload of this client id, quota when it announces too much.
void add_upload(WriteBatch& write, const UploadRow& upload);
// All four: Rejection::version_mismatch unless the upload is unfinished and has received as much as it says.
void set_received(WriteBatch& write, const UploadRow& upload, std::uint64_t received, std::int64_t uptime);
void set_sent_hash(WriteBatch& write, const UploadRow& upload, std::string_view sha256);
void fail_upload(WriteBatch& write, const UploadRow& upload, std::int64_t status, std::string_view fault,
                 std::int64_t uptime);
// Adds the media row too, and makes it the primary one if that is wanted: as add_media(), whose row is kept.
// Of those that are over no more than `max_finished_uploads` stay.
void finish_upload(WriteBatch& write, const UploadRow& upload, const NewMedia& media, base::UnixSeconds now,
                   std::int64_t uptime);
void delete_upload(WriteBatch& write, std::string_view name);

// Not touched for so long, those without a byte not since `reserved`; some of them, the oldest first.
struct StaleSince {
  std::int64_t uptime = 0, reserved = 0;
};
std::vector<UploadRow> stale_uploads(Database& engine, const StaleSince& since);

inline constexpr std::int64_t max_finished_uploads = 10'000;

// Of a database without an engine on it, of any version: their files; and all of them are forgotten. Throw
// Failure.
std::vector<std::string> unfinished_files(const std::string& path);
void delete_uploads(const std::string& path);

}  // namespace store
