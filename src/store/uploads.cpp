// SPDX-License-Identifier: MIT
#include "store/uploads.h"

#include "store/engine/connection.h"
#include "store/quota_checks.h"

namespace store {
namespace {

UploadState state_of_word(std::string_view word) {
  if (word == "receiving") return UploadState::receiving;
  return word == "finished" ? UploadState::finished : UploadState::failed;
}

// Reads all columns of the table, in its order.
UploadRow read_upload(const Row& row) {
  return {
      .name = std::string(row.text(1)),
      .user = {row.integer(2)},
      .client_id = std::string(row.text(3)),
      .collection = static_cast<MediaCollection>(row.integer(4)),
      .booth = {row.integer(5)},
      .item = row.optional_integer(6),
      .primary = row.integer(7) != 0,
      .file_name = std::string(row.text(8)),
      .metadata = std::string(row.text(9)),
      .sha256 = row.optional_text(10),
      .size = static_cast<std::uint64_t>(row.integer(11)),
      .received = static_cast<std::uint64_t>(row.integer(12)),
      .file = std::string(row.text(13)),
      .state = state_of_word(row.text(14)),
      .fault_status = row.optional_integer(15).value_or(0),
      .fault = row.optional_text(16).value_or(""),
      .media = {row.optional_integer(17).value_or(0)},
      .touched_at = row.integer(18),
      .concat = row.optional_text(20).value_or(""),
      .sent_sha256 = row.optional_text(19),
  };
}

bool has_uploads(SqliteConnection& database) {
  bool has = false;
  database.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'uploads'", {},
                 [&](const Row&) { has = true; });
  return has;
}

}  // namespace

std::string_view to_string(UploadState state) {
  return state == UploadState::receiving  ? "receiving"
         : state == UploadState::finished ? "finished"
                                          : "failed";
}

std::optional<UploadRow> upload_by_name(Database& engine, std::string_view name) {
  return query_one(engine, read_upload, "SELECT * FROM uploads WHERE name = ?", name);
}

std::optional<UploadRow> upload_by_client_id(Database& engine, UserId user, std::string_view client_id) {
  return query_one(engine, read_upload, "SELECT * FROM uploads WHERE user_id = ? AND client_id = ?", user,
                   client_id);
}

std::vector<UploadRow> unfinished_uploads(Database& engine, UserId user, std::string_view sha256) {
  return query_all(
      engine, read_upload,
      "SELECT * FROM uploads WHERE state = 'receiving' AND user_id = ? AND sha256 = ? ORDER BY id", user,
      sha256);
}

std::vector<UploadRow> unfinished_uploads(Database& engine, UserId user) {
  return query_all(engine, read_upload,
                   "SELECT * FROM uploads WHERE user_id = ? AND state = 'receiving' ORDER BY id", user);
}

std::vector<UploadRow> all_unfinished_uploads(Database& engine) {
  return query_all(engine, read_upload, "SELECT * FROM uploads WHERE state = 'receiving' ORDER BY id");
}

std::vector<UploadRow> largest_unfinished_uploads(Database& engine, std::int64_t most) {
  return query_all(
      engine, read_upload,
      "SELECT * FROM uploads WHERE state = 'receiving' ORDER BY size - received DESC, id LIMIT ?", most);
}

UploadTotals unfinished_totals(Database& engine) {
  const auto read = [](const Row& row) {
    return UploadTotals{row.integer(0), static_cast<std::uint64_t>(row.integer(1))};
  };
  return *query_one(
      engine, read,
      "SELECT count(*), ifnull(sum(size - received), 0) FROM uploads WHERE state = 'receiving'");
}

std::int64_t count_unfinished(Database& engine, UserId user) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); },
      "SELECT count(*) FROM uploads WHERE user_id = ? AND state = 'receiving'", user);
}

void add_upload(WriteBatch& write, const UploadRow& upload) {
  write.require(
      Rejection::already_exists,
      "INSERT INTO uploads (name, user_id, client_id, collection, booth_id, item_id, wants_primary, "
      "file_name, metadata, sha256, size, received, file, state, media_id, touched_at, concat) "
      "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, nullif(?15, 0), ?16, "
      "nullif(?17, '') "
      "WHERE NOT EXISTS (SELECT 1 FROM uploads WHERE user_id = ?2 AND client_id = ?3)",
      upload.name, upload.user, upload.client_id, static_cast<int>(upload.collection), upload.booth,
      upload.item, upload.primary, upload.file_name, upload.metadata, upload.sha256, upload.size,
      upload.received, upload.file, to_string(upload.state), upload.media, upload.touched_at, upload.concat);
  check_new_upload(write);
}

void set_received(WriteBatch& write, const UploadRow& upload, std::uint64_t received, std::int64_t uptime) {
  write.require(Rejection::version_mismatch,
                "UPDATE uploads SET received = ?, touched_at = ? "
                "WHERE name = ? AND state = 'receiving' AND received = ?",
                received, uptime, upload.name, upload.received);
}

void set_sent_hash(WriteBatch& write, const UploadRow& upload, std::string_view sha256) {
  write.require(Rejection::version_mismatch,
                "UPDATE uploads SET sent_sha256 = ? WHERE name = ? AND state = 'receiving' AND received = ?",
                sha256, upload.name, upload.received);
}

void fail_upload(WriteBatch& write, const UploadRow& upload, std::int64_t status, std::string_view fault,
                 std::int64_t uptime) {
  write.require(Rejection::version_mismatch,
                "UPDATE uploads SET state = 'failed', fault_status = ?, fault = ?, touched_at = ? "
                "WHERE name = ? AND state = 'receiving' AND received = ?",
                status, fault, uptime, upload.name, upload.received);
}

// A medium becomes primary when its collection has no primary one, so the flag is cleared first.
void finish_upload(WriteBatch& write, const UploadRow& upload, const NewMedia& media, base::UnixSeconds now,
                   std::int64_t uptime) {
  write.require(Rejection::version_mismatch,
                "SELECT 1 FROM uploads WHERE name = ? AND state = 'receiving' AND received = ?", upload.name,
                upload.received);
  if (upload.primary) {
    write.run("UPDATE media SET is_primary = 0 WHERE collection = ? AND parent_id = ? AND is_primary",
              static_cast<int>(upload.collection), upload.shelf().parent);
  }
  add_media(write, upload.shelf(), media, now);
  write.run(
      "UPDATE uploads SET state = 'finished', received = size, touched_at = ?, "
      "media_id = (SELECT id FROM media WHERE file = ?) WHERE name = ?",
      uptime, media.file, upload.name);
  write.run("DELETE FROM uploads WHERE state <> 'receiving' AND id <= (SELECT max(id) FROM uploads) - ?",
            max_finished_uploads);
}

void delete_upload(WriteBatch& write, std::string_view name) {
  write.run("DELETE FROM uploads WHERE name = ?", name);
}

std::vector<UploadRow> stale_uploads(Database& engine, const StaleSince& since) {
  return query_all(engine, read_upload,
                   "SELECT * FROM uploads WHERE touched_at <= ?1 "
                   "OR (touched_at <= ?2 AND state = 'receiving' AND received = 0) "
                   "ORDER BY touched_at LIMIT 100",
                   since.uptime, since.reserved);
}

std::vector<std::string> unfinished_files(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::read);
  std::vector<std::string> files;
  if (!has_uploads(database)) return files;
  database.query("SELECT file FROM uploads WHERE state = 'receiving'", {},
                 [&](const Row& row) { files.emplace_back(row.text(0)); });
  return files;
}

void delete_uploads(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::write);
  if (has_uploads(database)) database.execute("DELETE FROM uploads");
}

}  // namespace store
