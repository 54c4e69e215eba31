// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "api/admin/handlers.h"
#include "base/text/json.h"
#include "store/media.h"
#include "store/settings.h"

namespace api {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string name;
  std::int64_t size = 0;
};

std::int64_t size_of(const std::string& path) {
  std::error_code none;
  const auto size = fs::file_size(path, none);
  return none ? 0 : static_cast<std::int64_t>(size);
}

// Returns the janitor's copies of the database, newest first. Their names are numbered.
std::vector<File> copies_in(const std::string& folder) {
  std::vector<File> copies;
  std::error_code none;
  for (fs::directory_iterator entry(folder, none), end; !none && entry != end; entry.increment(none)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("copy-") && name.ends_with(".db")) copies.push_back({name, size_of(entry->path())});
  }
  std::ranges::sort(copies, std::greater(), &File::name);
  return copies;
}

}  // namespace

http::Response show_backup_status(const Context& context, http::Request&) {
  const std::string& database = context.backups.database;
  const store::MediaTotals media = store::media_totals(context.store);
  std::string body;
  base::JsonWriter json(body);
  json.begin_object()
      .member("database", size_of(database) + size_of(database + "-wal"))
      .member("media", static_cast<std::int64_t>(media.bytes))
      .member("media_files", media.files)
      .member("last_backup_at", store::setting(context.store, "last_backup_at"))
      .key("copies")
      .begin_array();
  for (const File& copy : copies_in(context.backups.copies)) {
    json.begin_object().member("name", copy.name).member("size", copy.size).end_object();
  }
  json.end_array().end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
