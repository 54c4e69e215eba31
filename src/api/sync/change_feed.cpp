// SPDX-License-Identifier: MIT
#include "api/sync/change_feed.h"

#include <algorithm>
#include <chrono>
#include <climits>
#include <optional>
#include <utility>
#include <vector>

#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "base/ids.h"
#include "base/text/text.h"
#include "store/id_list.h"

namespace api {
namespace {

constexpr int default_wait = 30, busy_wait = 120;
constexpr std::int64_t max_page_bytes = 512 * 1024;  // of names and descriptions; the first row may exceed it

http::HttpError begin_anew(std::string_view why, std::string_view code, const std::string& epoch) {
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("detail", why)
      .member("code", code)
      .member("epoch", epoch)
      .end_object();
  return {410, std::move(body)};
}

std::optional<Cursor> parsed(std::string_view text) {
  const auto plain = base::base64url_decode(text);
  if (!plain || !plain->starts_with("v1.")) return {};
  const std::size_t dot = plain->find('.', 3);
  if (dot == std::string::npos || dot == 3) return {};
  const std::string_view numbers = std::string_view(*plain).substr(dot + 1);
  const std::size_t second = numbers.find('.');
  const auto seq = base::parse_int(numbers.substr(0, second));
  const auto first_end = second == std::string_view::npos ? std::optional<std::int64_t>(0)
                                                          : base::parse_int(numbers.substr(second + 1));
  if (!seq || *seq < 0 || !first_end || *first_end < 0) return {};
  return Cursor{plain->substr(3, dot - 3), *seq, *first_end};
}

void write_parent(base::JsonWriter& json, std::int64_t id, const store::ChangedRow& row) {
  json.key("parent").begin_object().member("id", id).member("client_id", row.parent_client_id).end_object();
}

// Loads the data of the rows on a page, with one query for each kind of row.
class Shown {
 public:
  Shown(store::Database& engine, const std::vector<store::ChangedRow>& page) {
    store::IdList booths, items, media, countries;
    for (const store::ChangedRow& row : page) {
      if (row.op != store::Op::put) continue;
      if (row.type == "booth") booths.add(row.id);
      if (row.type == "item") items.add(row.id);
      if (row.type == "image" || row.type == "video") media.add(row.id);
      if (row.type == "country") countries.add(row.id);
    }
    if (!booths.empty()) {
      booths_ = store::booths_by_ids(engine, booths);
      of_booths_ = store::media_of_booths(engine, booths);
    }
    if (!items.empty()) {
      items_ = store::items_by_ids(engine, items);
      of_items_ = store::media_of_items(engine, items);
    }
    if (!media.empty()) media_ = store::media_by_ids(engine, media);
    if (!countries.empty()) countries_ = store::countries_by_ids(engine, countries);
  }

  // Writes the members "parent", if the row has one, and "data". The triggers keep a row in the feed as "put"
  // while it exists, so the lookup succeeds.
  void write(base::JsonWriter& json, const store::ChangedRow& row, std::string_view origin) const {
    if (row.type == "booth") {
      const store::Booth& booth = found(booths_, row);
      write_booth(json.key("data"), booth, media_of(of_booths_, row.id), origin);
    } else if (row.type == "item") {
      const store::Item& item = found(items_, row);
      write_parent(json, item.booth.value, row);
      write_item(json.key("data"), item, media_of(of_items_, row.id), origin);
    } else if (row.type == "country") {
      write_country(json.key("data"), found(countries_, row));
    } else {
      const store::Media& media = found(media_, row);
      write_parent(json, media.parent, row);
      write_media(json.key("data"), media, origin);
    }
  }

 private:
  template <class Row>
  static const Row& found(const std::vector<Row>& rows, const store::ChangedRow& wanted) {
    const auto row =
        std::ranges::lower_bound(rows, wanted.id, {}, [](const Row& one) { return one.id.value; });
    if (row == rows.end() || row->id.value != wanted.id) {
      throw store::StorageError(store::StorageError::Kind::broken, "the feed names a row that is not there");
    }
    return *row;
  }

  std::vector<store::Booth> booths_;
  std::vector<store::Item> items_;
  std::vector<store::Media> media_, of_booths_, of_items_;
  std::vector<store::Country> countries_;
};

// A revoked row belongs to another account, whose versions are not disclosed.
void write_change(base::JsonWriter& json, const store::ChangedRow& row, const Shown& shown,
                  std::string_view origin) {
  json.begin_object()
      .member("seq", row.seq)
      .member("type", row.type)
      .member("op", store::to_string(row.op))
      .member("id", row.id);
  if (!row.client_id.empty()) json.member("client_id", row.client_id);
  if (row.version && row.op != store::Op::revoke) json.member("version", *row.version);
  if (row.op == store::Op::put) shown.write(json, row, origin);
  json.end_object();
}

// Returns how many rows of the page fit into one response: at least one, unless the page is empty.
std::size_t count_fitting(const std::vector<store::ChangedRow>& page, std::int64_t limit) {
  std::size_t rows = 0;
  for (std::int64_t bytes = 0; rows < page.size() && std::cmp_less(rows, limit); ++rows) {
    bytes += page[rows].bytes;
    if (rows > 0 && bytes > max_page_bytes) break;
  }
  return rows;
}

}  // namespace

std::string format_cursor(const Cursor& cursor) {
  std::string text = "v1." + cursor.epoch + "." + std::to_string(cursor.seq);
  if (cursor.seq < cursor.first_end) text.append(".").append(std::to_string(cursor.first_end));
  return base::base64url_encode(text);
}

Cursor parse_cursor(const store::FeedState& feed, std::string_view text) {
  const auto cursor = parsed(text);
  if (!cursor) throw_field_error("since", "This is no cursor.");
  if (cursor->epoch != feed.epoch) {
    throw begin_anew(
        "This box was restored, or is another one. Begin from the start, and send what you have.",
        "epoch_changed", feed.epoch);
  }
  if (cursor->seq > feed.newest) {
    throw begin_anew("This box has never given this cursor. Begin from the start, and send what you have.",
                     "cursor_expired", feed.epoch);
  }
  return *cursor;
}

Cursor parse_cursor(const Context& context, std::string_view text) {
  return parse_cursor(store::feed_state(context.store, {}), text);
}

FeedResult write_feed(base::JsonWriter& json, const Context& context, const store::FeedState& feed,
                      const FeedQuery& query) {
  FeedResult end{.cursor = {feed.epoch, std::max(query.after, feed.owners), query.first_end}};
  std::vector<store::ChangedRow> page;
  if (query.after < feed.owners) {
    page = store::changes_after(context.store,
                                {query.owner, query.after, query.first_end, query.types, query.limit + 1});
  }
  const std::size_t fitting = count_fitting(page, query.limit);
  end.more = page.size() > fitting;
  if (end.more) {
    page.resize(fitting);
    end.cursor.seq = page.back().seq;
  }
  if (query.skip) std::erase_if(page, query.skip);
  const Shown shown(context.store, page);
  json.key("changes").begin_array();
  for (const store::ChangedRow& row : page) write_change(json, row, shown, query.origin);
  json.end_array()
      .member("cursor", format_cursor(end.cursor))
      .member("has_more", end.more)
      .member("poll_after", poll_after(context));
  return end;
}

int with_jitter(int seconds) {
  const auto drawn = static_cast<unsigned char>(base::random_bytes(1).front());
  return seconds + (seconds + 1) / 2 * drawn / UCHAR_MAX;
}

int poll_after(const Context& context) {
  using namespace std::chrono_literals;
  return with_jitter(context.activity.refusals.sum_within(1min) > 0 ? busy_wait : default_wait);
}

}  // namespace api
