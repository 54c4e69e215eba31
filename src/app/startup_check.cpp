// SPDX-License-Identifier: MIT
#include "app/startup_check.h"

#include <filesystem>
#include <system_error>
#include <unordered_set>
#include <vector>

#include "backup/snapshots.h"
#include "base/exit.h"
#include "base/log.h"
#include "data/data_swap.h"
#include "store/database_file.h"
#include "store/media.h"
#include "store/uploads.h"
#include "store/users.h"

namespace app {
namespace {

constexpr std::uintmax_t max_read_at_start = 64 << 20;

}  // namespace

std::string verified_database(const DataFolder& folder, bool stopped_cleanly) {
  std::error_code none;
  const auto size = std::filesystem::file_size(folder.database(), none);
  if (stopped_cleanly || none || size > max_read_at_start) return folder.database();
  const auto faults = store::quick_check(folder.database());
  if (faults.empty()) return folder.database();
  throw CommandError(ExitCode::data,
                     "the database " + folder.database() + " is damaged: " + faults.front() +
                         ". It was left as it is. Restore a backup with expobox restore, or take the newest "
                         "whole copy from " +
                         folder.copies() + " in its place.");
}

SweepResult sweep_orphans(store::Database& engine, const media::FileStore& library) {
  SweepResult swept;
  std::unordered_set<std::string> named;
  store::each_media_file(engine, [&](std::string_view file) { named.emplace(file); });
  swept.rows = named.size();
  std::unordered_set<std::string> unfinished;
  for (const store::UploadRow& upload : store::all_unfinished_uploads(engine)) {
    unfinished.insert(upload.file);
    // Bytes beyond this size may never have reached the drive.
    library.truncate(upload.file, upload.durable_size());
  }
  std::vector<std::string> orphans;
  library.each([&](const std::string& file) {
    if (named.contains(file)) {
      ++swept.files;
    } else if (!unfinished.contains(file)) {
      orphans.push_back(file);
    }
  });
  swept.missing = swept.rows - swept.files;
  swept.orphans = orphans.size();
  swept.removed = !orphans.empty() && store::count_users(engine) > 0;
  if (swept.removed) {
    for (const std::string& file : orphans) library.remove(file);
  }
  return swept;
}

SweepResult check_at_startup(const DataFolder& folder, store::Database& engine,
                             const media::FileStore& library, bool stopped_cleanly) {
  api::discard_staging(folder.path());
  remove_unfinished(folder, library);
  if (stopped_cleanly) {
    base::log(base::Level::info, "app", "the box was looked over", {{"last_stop", "clean"}});
    return {};
  }
  const SweepResult swept = sweep_orphans(engine, library);
  base::log(base::Level::warning, "app", "the box was looked over",
            {{"last_stop", "unclean"},
             {"media_rows", std::to_string(swept.rows)},
             {"media_files", std::to_string(swept.files)},
             {"missing", std::to_string(swept.missing)},
             {"orphans", std::to_string(swept.orphans)},
             {"orphans_removed", swept.removed ? "yes" : "no"}});
  return swept;
}

}  // namespace app
