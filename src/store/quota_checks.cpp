// SPDX-License-Identifier: MIT
#include "store/quota_checks.h"

#include <string>
#include <vector>

#include "store/quotas.h"

namespace store {
namespace {

// The usage of one quota without and with the write; SQL expressions or numbers.
struct Check {
  Quota quota = Quota::media_bytes;
  std::string before = {}, after = {};
};
using Checks = std::vector<Check>;

// In the rows of `from`, u is the account, a its usage, r the row that is written. Reductions are allowed.
std::string sql_of(std::string_view from, const Checks& checks) {
  std::string name, limit, used, any;
  for (const Check& check : checks) {
    const std::string most = limit_sql(check.quota);
    const std::string over = check.after + " > " + most + " AND " + check.after + " > " + check.before;
    name.append(" WHEN ").append(over).append(" THEN '").append(rule_of(check.quota).name).append("'");
    limit.append(" WHEN ").append(over).append(" THEN ").append(most);
    used.append(" WHEN ").append(over).append(" THEN ").append(check.before);
    any.append(any.empty() ? "(" : " OR ").append(over);
  }
  return "SELECT CASE" + name + " END, CASE" + limit + " END, CASE" + used + " END FROM " +
         std::string(from) + " AND " + any + ")";
}

constexpr std::string_view new_booth =
    "booths r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id "
    "WHERE r.id = last_insert_rowid()";
constexpr std::string_view new_item =
    "items r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id "
    "JOIN booth_usage b ON b.booth_id = r.booth_id WHERE r.id = last_insert_rowid()";
constexpr std::string_view new_media =
    "media r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id "
    "JOIN booth_usage b ON b.booth_id = r.booth_id WHERE r.id = last_insert_rowid()";
constexpr std::string_view booth =
    "booths r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id WHERE r.id = ?1";
constexpr std::string_view item =
    "items r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id WHERE r.id = ?1";

// The numbers of bytes are bound to ?2, ?3 and, for booths, ?4.
constexpr std::string_view booth_texts =
    "(ifnull(?2, length(CAST(r.name AS BLOB))) + ifnull(?3, length(CAST(r.description AS BLOB))) + "
    "ifnull(?4, length(CAST(r.category AS BLOB))))";
constexpr std::string_view item_texts =
    "(ifnull(?2, length(CAST(r.name AS BLOB))) + ifnull(?3, length(CAST(r.description AS BLOB))))";

Checks with_new_texts(Checks checks) {
  checks.push_back({Quota::row_bytes, "0", "r.text_bytes"});
  checks.push_back({Quota::text_bytes, "a.text_bytes - r.text_bytes", "a.text_bytes"});
  return checks;
}

Checks updated_texts(std::string_view texts) {
  return {{Quota::row_bytes, "r.text_bytes", std::string(texts)},
          {Quota::text_bytes, "a.text_bytes", "a.text_bytes - r.text_bytes + " + std::string(texts)}};
}

}  // namespace

void check_new_booth(WriteBatch& write) {
  static const std::string sql = sql_of(new_booth, with_new_texts({}));
  write.must_not(Rejection::quota_exceeded, sql);
}

void check_new_item(WriteBatch& write) {
  static const std::string sql =
      sql_of(new_item, with_new_texts({{Quota::booth_items, "b.items - 1", "b.items"}}));
  write.must_not(Rejection::quota_exceeded, sql);
}

void check_new_media(WriteBatch& write) {
  static const std::string of_item = "(SELECT count(*) FROM media WHERE item_id = r.item_id)";
  static const std::string sql =
      sql_of(new_media, {{Quota::media_bytes, "a.media_bytes - r.size", "a.media_bytes"},
                         {Quota::booth_media, "b.media - (r.item_id IS NULL)", "b.media"},
                         {Quota::item_media, of_item + " - 1", of_item}});
  write.must_not(Rejection::quota_exceeded, sql);
}

// An announced upload must fit beside the owner's existing media and beside the sender's other uploads. The
// sender's only upload is accepted whatever its size, as it may be the largest film. A final upload, which
// concatenates partial ones, announces nothing new.
void check_new_upload(WriteBatch& write) {
  constexpr std::string_view others =
      " FROM uploads WHERE user_id = r.user_id AND state = 'receiving' "
      "AND ifnull(concat, '') IN ('', 'partial')";
  static const std::string media = sql_of(
      "uploads r JOIN booths b ON b.id = r.booth_id JOIN users u ON u.id = b.owner_id "
      "JOIN usage a ON a.user_id = u.id WHERE r.id = last_insert_rowid() AND r.state = 'receiving'",
      {{Quota::media_bytes, "a.media_bytes", "a.media_bytes + r.size"}});
  static const std::string from =
      std::string(
          "uploads r JOIN users u ON u.id = r.user_id WHERE r.id = last_insert_rowid() "
          "AND r.state = 'receiving' AND ifnull(r.concat, '') IN ('', 'partial') AND EXISTS (SELECT 1")
          .append(others)
          .append(" AND id <> r.id)");
  static const std::string announced = sql_of(
      from, {{Quota::upload_bytes, std::string("(SELECT sum(size) - r.size").append(others).append(")"),
              std::string("(SELECT sum(size)").append(others).append(")")}});
  write.must_not(Rejection::quota_exceeded, media);
  write.must_not(Rejection::quota_exceeded, announced);
}

std::optional<std::int64_t> bytes_of(const std::optional<std::string>& text) {
  return text ? std::optional(static_cast<std::int64_t>(text->size())) : std::nullopt;
}

void check_booth_update(WriteBatch& write, std::int64_t id, const NewTexts& texts) {
  static const std::string sql = sql_of(booth, updated_texts(booth_texts));
  if (!texts.name && !texts.description && !texts.category) return;
  write.must_not(Rejection::quota_exceeded, sql, id, texts.name, texts.description, texts.category);
}

void check_item_update(WriteBatch& write, std::int64_t id, const NewTexts& texts) {
  static const std::string sql = sql_of(item, updated_texts(item_texts));
  if (!texts.name && !texts.description) return;
  write.must_not(Rejection::quota_exceeded, sql, id, texts.name, texts.description);
}

}  // namespace store
