// SPDX-License-Identifier: MIT
//
// One pass over the booths writes all tables at once, row by row, into anonymous files. Only one row is in
// memory, and the archive's size is known before it is sent.
#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "backup/manifest.h"
#include "base/text/csv_writer.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "base/version.h"
#include "importer/user_columns.h"
#include "store/export_reader.h"

namespace api {
namespace {

constexpr std::size_t max_path_length = 99;  // base/text/tar.h
constexpr std::size_t max_short_name_length = 40;
constexpr std::uint64_t texts_by_database = 3;  // rough bound of the tables' size, per byte of the database

// A booth's name in a form that every system accepts as a folder name.
std::string short_name(std::string_view name) {
  std::string shortened;
  for (const char c : name) {
    const bool plain = static_cast<unsigned char>(c) > ' ' && c != '\x7f' &&
                       std::string_view("\"'`$&*/:;<>?\\|.").find(c) == std::string_view::npos;
    if (plain) {
      shortened += c;
    } else if (!shortened.empty() && shortened.back() != '-') {
      shortened += '-';
    }
  }
  shortened.resize(std::min(shortened.size(), max_short_name_length));
  shortened.resize(base::utf8_prefix(shortened));
  while (shortened.ends_with('-')) shortened.pop_back();
  return shortened;
}

class Table {
 public:
  explicit Table(const std::string& folder) : file_(folder), row_(text_) {}
  base::CsvWriter& row() { return row_; }
  void end_row() {
    row_.end_row();
    flush();
  }
  void header(std::initializer_list<std::string_view> names) {
    row_.header(names);
    flush();
  }
  base::Descriptor take() { return file_.release(); }

 private:
  void flush() {
    file_.write(text_);
    text_.clear();
  }
  base::AnonymousFile file_;
  std::string text_;
  base::CsvWriter row_;
};

class Export {
 public:
  explicit Export(const BackupSource& source)
      : source_(source),
        contents_(source),  // pinned before the first row is read
        rows_(source.database),
        users_(source.copies),
        booths_(source.copies),
        items_(source.copies),
        media_(source.copies),
        audit_(source.copies),
        everything_(source.copies),
        json_(text_) {}

  ArchiveManifest made() {
    write_headers();
    json_.begin_object();
    write_event();
    write_users();
    write_audit();
    write_countries();
    json_.key("booths").begin_array();
    rows_.each_booth([this](const store::ExportBooth& booth) { write_booth(booth); });
    json_.end_array().end_object();
    text_ += '\n';
    flush();
    contents_.add("users.csv", users_.take());
    contents_.add("booths.csv", booths_.take());
    contents_.add("items.csv", items_.take());
    contents_.add("media.csv", media_.take());
    contents_.add("audit.csv", audit_.take());
    contents_.add("everything.json", everything_.release());
    return std::move(contents_);
  }

 private:
  void flush() {
    everything_.write(text_);
    text_.clear();
  }

  void write_headers() {
    users_.header(user_columns);
    booths_.header({"id", "name", "category", "country", "description", "owner", "owner_name", "stand",
                    "created_at", "updated_at"});
    items_.header({"id", "booth", "booth_name", "name", "price", "quantity", "description", "owner",
                   "created_at", "updated_at"});
    media_.header({"path", "kind", "booth", "booth_name", "item", "owner", "is_primary", "content_type",
                   "size", "sha256", "created_at"});
  }

  void write_audit() {
    audit_.header(
        {"id", "at", "uptime", "clock", "user_id", "user", "address", "action", "object", "detail"});
    rows_.each_audit_entry([this](const store::AuditEntry& entry) {
      audit_.row()
          .number(entry.id)
          .raw(base::iso_time(entry.at))
          .number(entry.uptime)
          .raw(entry.clock)
          .number(entry.user.value)
          .text(entry.user_email)
          .raw(entry.address)
          .raw(entry.action)
          .text(entry.object)
          .text(entry.detail);
      audit_.end_row();
    });
  }

  void write_event() {
    json_.key("event")
        .begin_object()
        .member("name", rows_.setting("event_name"))
        .member("exported_at", base::iso_time(source_.now))
        .member("version", base::version)
        .end_object();
  }

  void write_users() {
    json_.key("users").begin_array();
    rows_.each_user([this](const store::User& user) {
      write_user_cells(users_.row(), user);
      users_.end_row();
      json_.begin_object()
          .member("id", user.id.value)
          .member("email", user.email)
          .member("name", user.name)
          .member("stand", user.stand)
          .member("booth_limit", user.booth_limit);
      write_limits(json_, user.limits);
      json_.member("is_active", user.active).member("is_admin", user.admin).end_object();
      flush();
    });
    json_.end_array();
  }

  void write_country(const store::Country& country) {
    json_.begin_object()
        .member("id", country.id.value)
        .member("name", country.name)
        .member("code", country.code)
        .end_object();
  }

  void write_countries() {
    json_.key("countries").begin_array();
    rows_.each_country([this](const store::Country& country) { write_country(country); });
    json_.end_array();
    flush();
  }

  void write_booth(const store::ExportBooth& booth) {
    booths_.row()
        .number(booth.id.value)
        .text(booth.name)
        .text(booth.category)
        .text(booth.country.name)
        .text(booth.description)
        .text(booth.owner_email)
        .text(booth.owner_name)
        .text(booth.owner_stand)
        .raw(base::iso_time(booth.created_at))
        .raw(base::iso_time(booth.updated_at));
    booths_.end_row();
    json_.begin_object()
        .member("id", booth.id.value)
        .member("name", booth.name)
        .member("description", booth.description)
        .member("category", booth.category)
        .key("country");
    write_country(booth.country);
    json_.member("owner", booth.owner.value)
        .member("created_at", base::iso_time(booth.created_at))
        .member("updated_at", base::iso_time(booth.updated_at))
        .key("media")
        .begin_array();
    rows_.each_media(booth.id, [&](const store::ExportMedia& media) { write_media(booth, {}, media); });
    json_.end_array().key("items").begin_array();
    rows_.each_item(booth.id, [&](const store::Item& item) { write_item(booth, item); });
    json_.end_array().end_object();
    flush();
  }

  void write_item(const store::ExportBooth& booth, const store::Item& item) {
    const auto digits = [](std::int64_t number) { return std::to_string(number); };
    items_.row()
        .number(item.id.value)
        .number(booth.id.value)
        .text(booth.name)
        .text(item.name)
        .raw(item.price.value_or(""))
        .raw(item.quantity ? digits(*item.quantity) : "")
        .text(item.description)
        .text(booth.owner_email)
        .raw(base::iso_time(item.created_at))
        .raw(base::iso_time(item.updated_at));
    items_.end_row();
    json_.begin_object()
        .member("id", item.id.value)
        .member("name", item.name)
        .member("description", item.description)
        .member("price", item.price)
        .member("quantity", item.quantity)
        .member("created_at", base::iso_time(item.created_at))
        .member("updated_at", base::iso_time(item.updated_at))
        .key("media")
        .begin_array();
    rows_.each_media(item.id, [&](const store::ExportMedia& media) { write_media(booth, item.id, media); });
    json_.end_array().end_object();
    flush();
  }

  // "media/12-Optics/image-3.jpg", "media/12-Optics/item-5-image-4.jpg". The booth's name is omitted if the
  // path would be too long for the archive.
  static std::string path_of(const store::ExportBooth& booth, std::optional<store::ItemId> item,
                             const store::ExportMedia& media) {
    const std::string folder = "media/" + std::to_string(booth.id.value), named = short_name(booth.name);
    std::string file = item ? "item-" + std::to_string(item->value) + "-" : "";
    file += media.collection == store::MediaCollection::booth_videos ? "video-" : "image-";
    file +=
        std::to_string(media.id.value) + media.file.substr(std::min(media.file.find('.'), media.file.size()));
    const std::string path = folder + (named.empty() ? "" : "-") + named + "/" + file;
    return path.size() <= max_path_length ? path : folder + "/" + file;
  }

  // A file that is missing on the drive is listed without a path.
  void write_media(const store::ExportBooth& booth, std::optional<store::ItemId> item,
                   const store::ExportMedia& media) {
    const std::string_view kind =
        media.collection == store::MediaCollection::booth_videos ? "video" : "image";
    std::string path = path_of(booth, item, media);
    if (!contents_.add(ArchiveEntry{path, media.file, media.size, media.sha256})) path.clear();
    media_.row()
        .raw(path)
        .raw(kind)
        .number(booth.id.value)
        .text(booth.name)
        .raw(item ? std::to_string(item->value) : "")
        .text(booth.owner_email)
        .boolean(media.primary)
        .raw(media.content_type)
        .raw(std::to_string(media.size))
        .raw(media.sha256)
        .raw(base::iso_time(media.created_at));
    media_.end_row();
    json_.begin_object()
        .member("id", media.id.value)
        .member("kind", kind)
        .member("path", path.empty() ? std::nullopt : std::optional(path))
        .member("is_primary", media.primary)
        .member("content_type", media.content_type)
        .member("size", static_cast<std::int64_t>(media.size))
        .member("sha256", media.sha256)
        .member("created_at", base::iso_time(media.created_at))
        .end_object();
    flush();
  }

  const BackupSource& source_;
  ArchiveManifest contents_;
  store::ExportReader rows_;
  Table users_, booths_, items_, media_, audit_;
  base::AnonymousFile everything_;
  std::string text_;  // not yet written to everything_
  base::JsonWriter json_;
};

}  // namespace

ArchiveManifest export_manifest(const BackupSource& source) {
  const base::Descriptor original = base::open_read(source.database);
  if (!original) throw base::DiskError(ENOENT, "open " + source.database);
  source.library.require_room(texts_by_database * size_of(original));
  return Export(source).made();
}

}  // namespace api
