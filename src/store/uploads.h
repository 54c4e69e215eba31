// SPDX-License-Identifier: MIT
#pragma once

// Resumable uploads, as far as they are on the drive. A row names its file from the start. Finished and
// failed uploads are kept for a while, so that a client that lost the response can ask again.
// Crash safety: a crash may leave a file longer than durable_size(), or none if nothing was received.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/media.h"
#include "store/users.h"

namespace store {

enum class UploadState { receiving, finished, failed };
std::string_view to_string(UploadState state);  // "receiving": as in the table and in JSON

struct UploadRow {
  std::string name = {};  // in its URL
  UserId user = {};       // the sender
  std::string client_id = {};
  MediaCollection collection = MediaCollection::booth_images;
  BoothId booth = {};
  std::optional<std::int64_t> item = {};
  bool primary = false;  // becomes primary when finished
  std::string file_name = {}, metadata = {};
  std::optional<std::string> sha256 = {};
  std::uint64_t size = 0, received = 0;
  std::string file = {};
  UploadState state = UploadState::receiving;
  std::int64_t fault_status = 0;  // of a failed upload: the status sent to the client
  std::string fault = {};         // the error sent, as JSON
  MediaId media = {};             // of a finished upload
  std::int64_t touched_at = 0;    // uptime
  std::string concat = {};        // Upload-Concat as sent; "" if there was none
  // Set on an unfinished upload once all bytes were received: their hash. The file may have changed since.
  std::optional<std::string> sent_sha256 = {};

  // The number of bytes of its file that are valid.
  std::uint64_t durable_size() const { return sent_sha256 ? size : received; }
  MediaParent shelf() const { return {collection, item.value_or(booth.value)}; }
};

std::optional<UploadRow> upload_by_name(Database& engine, std::string_view name);
std::optional<UploadRow> upload_by_client_id(Database& engine, UserId user, std::string_view client_id);
// Unfinished uploads whose sender announced this hash.
std::vector<UploadRow> unfinished_uploads(Database& engine, UserId user, std::string_view sha256);
std::vector<UploadRow> unfinished_uploads(Database& engine, UserId user);  // oldest first
std::vector<UploadRow> all_unfinished_uploads(Database& engine);
// Of all users; those with the most missing bytes first.
std::vector<UploadRow> largest_unfinished_uploads(Database& engine, std::int64_t most);

struct UploadTotals {
  std::int64_t uploads = 0;
  std::uint64_t missing = 0;  // bytes not yet received
};
UploadTotals unfinished_totals(Database& engine);
std::int64_t count_unfinished(Database& engine, UserId user);

// Adds a new upload, or one that is already finished by an existing medium with its client id.
// Rejection::already_exists if the user has an upload with this client id; quota_exceeded.
void add_upload(WriteBatch& write, const UploadRow& upload);
// The next three and finish_upload(): Rejection::version_mismatch unless the upload is unfinished and its row
// still has `upload.received`.
void set_received(WriteBatch& write, const UploadRow& upload, std::uint64_t received, std::int64_t uptime);
void set_sent_hash(WriteBatch& write, const UploadRow& upload, std::string_view sha256);
void fail_upload(WriteBatch& write, const UploadRow& upload, std::int64_t status, std::string_view fault,
                 std::int64_t uptime);
// Also adds the media row like add_media(), which returns its row, and makes it primary if requested. At most
// `max_finished_uploads` finished and failed uploads are kept.
void finish_upload(WriteBatch& write, const UploadRow& upload, const NewMedia& media, base::UnixSeconds now,
                   std::int64_t uptime);
void delete_upload(WriteBatch& write, std::string_view name);

// Uploads not touched since `uptime`, or since `reserved` if no byte was received; at most 100, oldest first.
struct StaleSince {
  std::int64_t uptime = 0, reserved = 0;
};
std::vector<UploadRow> stale_uploads(Database& engine, const StaleSince& since);

inline constexpr std::int64_t max_finished_uploads = 10'000;

// For a database of any version, without an engine. unfinished_files() returns the files of unfinished
// uploads; delete_uploads() deletes all uploads. Throw StorageError.
std::vector<std::string> unfinished_files(const std::string& path);
void delete_uploads(const std::string& path);

}  // namespace store
