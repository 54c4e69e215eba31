// SPDX-License-Identifier: MIT
#include "store/quota_checks.h"

#include <string>

#include "store/quotas.h"

namespace store {
namespace {

// u: the account, a: its usage, r: the row.
struct Check {
  Quota quota = Quota::media_bytes;
  std::string_view from;
  std::string before = {}, after = {};  // what is used without the write, and with it
};

std::string sql_of(const Check& check) {
  const std::string limit = limit_sql(check.quota);
  return std::string("SELECT '")
      .append(rule_of(check.quota).name)
      .append("', ")
      .append(limit)
      .append(", ")
      .append(check.before)
      .append(check.from)
      .append(" AND ")
      .append(check.after)
      .append(" > ")
      .append(limit)
      .append(" AND ")
      .append(check.after)
      .append(" > ")
      .append(check.before);
}

constexpr std::string_view new_booth =
    " FROM booths r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id "
    "WHERE r.id = last_insert_rowid()";
constexpr std::string_view new_item =
    " FROM items r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id "
    "WHERE r.id = last_insert_rowid()";
constexpr std::string_view new_media =
    " FROM media r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id "
    "WHERE r.id = last_insert_rowid()";
constexpr std::string_view new_media_of_booth =
    " FROM media r JOIN users u ON u.id = r.owner_id WHERE r.id = last_insert_rowid() AND r.collection < 3";
constexpr std::string_view new_media_of_item =
    " FROM media r JOIN users u ON u.id = r.owner_id WHERE r.id = last_insert_rowid() AND r.collection = 3";
constexpr std::string_view booth =
    " FROM booths r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id WHERE r.id = ?1";
constexpr std::string_view item =
    " FROM items r JOIN users u ON u.id = r.owner_id JOIN usage a ON a.user_id = u.id WHERE r.id = ?1";

// The numbers of bytes are bound to ?2, ?3 and, for booths, ?4.
constexpr std::string_view booth_texts =
    "(ifnull(?2, length(CAST(r.name AS BLOB))) + ifnull(?3, length(CAST(r.description AS BLOB))) + "
    "ifnull(?4, length(CAST(r.category AS BLOB))))";
constexpr std::string_view item_texts =
    "(ifnull(?2, length(CAST(r.name AS BLOB))) + ifnull(?3, length(CAST(r.description AS BLOB))))";

void check_new_texts(Write& write, std::string_view row) {
  const auto of_row = [](std::string_view from) {
    return sql_of({Quota::row_bytes, from, "0", "r.text_bytes"});
  };
  const auto of_account = [](std::string_view from) {
    return sql_of({Quota::text_bytes, from, "a.text_bytes - r.text_bytes", "a.text_bytes"});
  };
  static const std::string booth_row = of_row(new_booth), booth_all = of_account(new_booth);
  static const std::string item_row = of_row(new_item), item_all = of_account(new_item);
  const bool is_booth = row == new_booth;
  write.must_not(Refusal::quota, is_booth ? booth_row : item_row);
  write.must_not(Refusal::quota, is_booth ? booth_all : item_all);
}

std::string row_update(std::string_view from, std::string_view texts) {
  return sql_of({Quota::row_bytes, from, "r.text_bytes", std::string(texts)});
}

std::string account_update(std::string_view from, std::string_view texts) {
  return sql_of(
      {Quota::text_bytes, from, "a.text_bytes", "a.text_bytes - r.text_bytes + " + std::string(texts)});
}

}  // namespace

void check_new_booth(Write& write) { check_new_texts(write, new_booth); }

void check_new_item(Write& write) {
  static const std::string items =
      sql_of({Quota::booth_items, new_item, "(SELECT count(*) - 1 FROM items WHERE booth_id = r.booth_id)",
              "(SELECT count(*) FROM items WHERE booth_id = r.booth_id)"});
  write.must_not(Refusal::quota, items);
  check_new_texts(write, new_item);
}

void check_new_media(Write& write) {
  static const std::string bytes =
      sql_of({Quota::media_bytes, new_media, "a.media_bytes - r.size", "a.media_bytes"});
  static const std::string of_booth =
      sql_of({Quota::booth_media, new_media_of_booth,
              "(SELECT count(*) - 1 FROM media WHERE booth_id = r.booth_id AND collection < 3)",
              "(SELECT count(*) FROM media WHERE booth_id = r.booth_id AND collection < 3)"});
  static const std::string of_item = sql_of({Quota::item_media, new_media_of_item,
                                             "(SELECT count(*) - 1 FROM media WHERE item_id = r.item_id)",
                                             "(SELECT count(*) FROM media WHERE item_id = r.item_id)"});
  write.must_not(Refusal::quota, bytes);
  write.must_not(Refusal::quota, of_booth);
  write.must_not(Refusal::quota, of_item);
}

// What is announced must have room beside the media that are there, and beside other uploads of its sender.
// An upload of a sender who has no other is admitted, whatever its size: it may be the largest film. What
// joins parts announces nothing new.
void check_new_upload(Write& write) {
  constexpr std::string_view others =
      " FROM uploads WHERE user_id = r.user_id AND state = 'receiving' "
      "AND ifnull(concat, '') IN ('', 'partial')";
  static const std::string media =
      sql_of({Quota::media_bytes,
              " FROM uploads r JOIN booths b ON b.id = r.booth_id JOIN users u ON u.id = b.owner_id "
              "JOIN usage a ON a.user_id = u.id WHERE r.id = last_insert_rowid() AND r.state = 'receiving'",
              "a.media_bytes", "a.media_bytes + r.size"});
  static const std::string from =
      std::string(
          " FROM uploads r JOIN users u ON u.id = r.user_id WHERE r.id = last_insert_rowid() "
          "AND r.state = 'receiving' AND ifnull(r.concat, '') IN ('', 'partial') AND EXISTS (SELECT 1")
          .append(others)
          .append(" AND id <> r.id)");
  static const std::string announced =
      sql_of({Quota::upload_bytes, from, std::string("(SELECT sum(size) - r.size").append(others).append(")"),
              std::string("(SELECT sum(size)").append(others).append(")")});
  write.must_not(Refusal::quota, media);
  write.must_not(Refusal::quota, announced);
}

std::optional<std::int64_t> bytes_of(const std::optional<std::string>& text) {
  return text ? std::optional(static_cast<std::int64_t>(text->size())) : std::nullopt;
}

void check_booth_update(Write& write, std::int64_t id, const NewTexts& texts) {
  static const std::string row = row_update(booth, booth_texts), all = account_update(booth, booth_texts);
  if (!texts.name && !texts.description && !texts.category) return;
  write.must_not(Refusal::quota, row, id, texts.name, texts.description, texts.category);
  write.must_not(Refusal::quota, all, id, texts.name, texts.description, texts.category);
}

void check_item_update(Write& write, std::int64_t id, const NewTexts& texts) {
  static const std::string row = row_update(item, item_texts), all = account_update(item, item_texts);
  if (!texts.name && !texts.description) return;
  write.must_not(Refusal::quota, row, id, texts.name, texts.description);
  write.must_not(Refusal::quota, all, id, texts.name, texts.description);
}

}  // namespace store
