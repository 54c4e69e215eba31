// SPDX-License-Identifier: MIT
#include "store/export_reader.h"

namespace store {
namespace {

// Reads: id, collection, file, content_type, size, sha256, is_primary, created_at.
ExportMedia read_media(const Row& row) {
  return {
      .id = {row.integer(0)},
      .collection = static_cast<MediaCollection>(row.integer(1)),
      .file = std::string(row.text(2)),
      .content_type = std::string(row.text(3)),
      .size = static_cast<std::uint64_t>(row.integer(4)),
      .sha256 = std::string(row.text(5)),
      .primary = row.integer(6) != 0,
      .created_at = row.integer(7),
  };
}

}  // namespace

ExportReader::ExportReader(const std::string& path) : database_(path, SqliteConnection::Use::read) {
  database_.execute_script("BEGIN");
}

std::string ExportReader::setting(std::string_view key) {
  std::string found;
  const Value values[] = {to_value(key)};
  database_.query("SELECT value FROM settings WHERE key = ?", values,
                  [&](const Row& row) { found = row.text(0); });
  return found;
}

bool ExportReader::has_table(std::string_view name) {
  bool has = false;
  const Value values[] = {to_value(name)};
  database_.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", values,
                  [&](const Row&) { has = true; });
  return has;
}

void ExportReader::each_user(const std::function<void(const User&)>& call) {
  const bool has_quotas = has_table("usage");
  const std::string sql = "SELECT id, email, password, booth_limit, is_active, is_admin, name, stand" +
                          (has_quotas ? quota_columns() : "") + " FROM users ORDER BY id";
  database_.query(sql, {}, [&](const Row& row) {
    call({.id = {row.integer(0)},
          .email = std::string(row.text(1)),
          .password = std::string(row.text(2)),
          .booth_limit = row.integer(3),
          .active = row.integer(4) != 0,
          .admin = row.integer(5) != 0,
          .name = std::string(row.text(6)),
          .stand = std::string(row.text(7)),
          .limits = has_quotas ? read_quota_limits(row, 8) : QuotaLimits{}});
  });
}

void ExportReader::each_audit_entry(const std::function<void(const AuditEntry&)>& call) {
  if (!has_table("audit")) return;
  database_.query(
      "SELECT id, at, uptime, clock, user_id, user, address, action, object, detail FROM audit ORDER BY id",
      {}, [&](const Row& row) { call(read_audit_entry(row)); });
}

void ExportReader::each_country(const std::function<void(const Country&)>& call) {
  database_.query("SELECT id, name, code FROM countries ORDER BY id", {}, [&](const Row& row) {
    call({{row.integer(0)}, std::string(row.text(1)), std::string(row.text(2))});
  });
}

void ExportReader::each_booth(const std::function<void(const ExportBooth&)>& call) {
  database_.query(
      "SELECT booths.id, booths.name, description, category, country_id, countries.name, code, owner_id, "
      "email, users.name, stand, booths.created_at, updated_at "
      "FROM booths JOIN countries ON countries.id = country_id JOIN users ON users.id = owner_id "
      "ORDER BY booths.id",
      {}, [&](const Row& row) {
        call({.id = {row.integer(0)},
              .name = std::string(row.text(1)),
              .description = std::string(row.text(2)),
              .category = std::string(row.text(3)),
              .country = {{row.integer(4)}, std::string(row.text(5)), std::string(row.text(6))},
              .owner = {row.integer(7)},
              .owner_email = std::string(row.text(8)),
              .owner_name = std::string(row.text(9)),
              .owner_stand = std::string(row.text(10)),
              .created_at = row.integer(11),
              .updated_at = row.integer(12)});
      });
}

void ExportReader::each_item(BoothId booth, const std::function<void(const Item&)>& call) {
  const Value values[] = {to_value(booth)};
  database_.query(
      "SELECT id, name, description, price, quantity, created_at, updated_at FROM items "
      "WHERE booth_id = ? ORDER BY id",
      values, [&](const Row& row) {
        call({.id = {row.integer(0)},
              .booth = booth,
              .name = std::string(row.text(1)),
              .description = std::string(row.text(2)),
              .price = row.optional_text(3),
              .quantity = row.optional_integer(4),
              .created_at = row.integer(5),
              .updated_at = row.integer(6)});
      });
}

void ExportReader::each_media(BoothId booth, const std::function<void(const ExportMedia&)>& call) {
  const Value values[] = {to_value(booth)};
  database_.query(
      "SELECT id, collection, file, content_type, size, sha256, is_primary, created_at FROM media "
      "WHERE booth_id = ? AND collection < 3 ORDER BY collection, item_id, id",
      values, [&](const Row& row) { call(read_media(row)); });
}

void ExportReader::each_media(ItemId item, const std::function<void(const ExportMedia&)>& call) {
  const Value values[] = {to_value(item)};
  database_.query(
      "SELECT id, collection, file, content_type, size, sha256, is_primary, created_at FROM media "
      "WHERE item_id = ? ORDER BY id",
      values, [&](const Row& row) { call(read_media(row)); });
}

}  // namespace store
