// SPDX-License-Identifier: MIT
#include "cli/check.h"

#include <array>
#include <filesystem>
#include <ostream>
#include <unordered_set>

#include "base/exit.h"
#include "base/files.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "media/sharded_folder.h"
#include "store/engine/migrate.h"
#include "store/uploads.h"
#include "store/usage.h"

namespace app {
namespace {

void list(std::ostream& out, const char* what, const std::vector<std::string>& found) {
  for (const std::string& one : found) out << what << '\t' << one << '\n';
}

void print(const Findings& found, bool server_runs, std::ostream& out) {
  list(out, "foreign", found.foreign);
  list(out, "database", found.database);
  list(out, "usage", found.usage);
  list(out, "missing", found.missing);
  list(out, "irregular", found.irregular);
  list(out, "size", found.size);
  list(out, "content", found.content);
  list(out, "orphan", found.orphans);
  out << "checked " << found.rows << " media rows and " << found.files << " media files, " << found.count()
      << " findings" << (server_runs ? " (a server runs: orphans were not looked for)" : "") << '\n';
}

void move_to(const std::string& lost, const DataFolder& folder, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const std::string path = media::media_path(folder.media(), file);
    std::error_code none;
    if (std::filesystem::is_symlink(base::parent_path(path), none)) continue;  // its target is foreign
    base::move_file(path, lost + "/" + file);
  }
}

void require_repairable(const Findings& found, const DataFolder& folder) {
  if (!found.foreign.empty()) {
    throw CommandError(
        ExitCode::data,
        "the database holds what this program does not put there, and was not touched: no server "
        "starts on it. Restore a backup with expobox restore, or remove what is foreign.");
  }
  if (found.database.empty()) return;
  throw CommandError(
      ExitCode::data,
      "the database is damaged, and was not touched. Restore a backup with expobox restore, or "
      "take the newest whole copy from " +
          folder.copies() + " in its place.");
}

}  // namespace

Findings examine(const DataFolder& folder, const media::FileStore& library, bool server_runs) {
  store::verify_schema(folder.database());
  const base::Descriptor pin = library.pin();  // prevents the removal of files that rows name now
  Findings found;
  found.foreign = store::foreign_schema_of(folder.database());
  found.database = store::integrity_check(folder.database());
  std::unordered_set<std::string> named;
  try {
    for (store::MediaFile& row : store::media_files(folder.database())) {
      ++found.rows;
      const api::MediaFault fault = api::verify_media_file(library, row);
      if (fault == api::MediaFault::missing) found.missing.push_back(row.file);
      if (fault == api::MediaFault::irregular) found.irregular.push_back(row.file);
      if (fault == api::MediaFault::size) found.size.push_back(row.file);
      if (fault == api::MediaFault::content) found.content.push_back(row.file);
      named.insert(std::move(row.file));
    }
    found.usage = store::usage_faults(folder.database());
    for (std::string& file : store::unfinished_files(folder.database())) named.insert(std::move(file));
  } catch (const store::StorageError& failure) {
    found.database.emplace_back(failure.what());
  }
  library.each([&](const std::string& file) {
    ++found.files;
    if (!server_runs && found.database.empty() && !named.contains(file)) found.orphans.push_back(file);
  });
  return found;
}

std::string repair(const DataFolder& folder, const Findings& findings) {
  const std::string lost = base::unused_path(folder.path() + "/lost/");
  base::create_folders(lost);
  std::string lines;
  std::vector<std::string> rows;
  for (const auto* some : {&findings.missing, &findings.irregular, &findings.size, &findings.content}) {
    for (const std::string& file : *some) {
      lines += store::media_row_json(folder.database(), file) + "\n";
      rows.push_back(file);
    }
  }
  if (!rows.empty()) base::write_atomically(lost + "/rows.jsonl", lines);
  for (const auto* some : {&findings.irregular, &findings.size, &findings.content, &findings.orphans})
    move_to(lost, folder, *some);
  store::remove_media_rows(folder.database(), rows);
  if (!findings.usage.empty()) store::recount_usage(folder.database());
  return lost;
}

void run_check(Call& call) {
  const Config& config = call.configuration.config;
  require_database(config.data);
  const DataFolder folder(config.data);
  const bool wanted = call.arguments.has("repair");
  const auto held = folder.lock_if_free();
  if (wanted && !held)
    throw CommandError(ExitCode::temporary, "a server runs on " + folder.path() + ": stop it to repair");

  const media::FileStore library(folder.media(), config.media);
  const Findings found = examine(folder, library, !held);
  print(found, !held, call.console.out);
  if (found.count() == 0) return;
  require_repairable(found, folder);
  if (!wanted)
    throw CommandError(ExitCode::data,
                       "the box is not whole. --repair moves what is broken to " + folder.path() + "/lost/");
  call.console.err << "moved to " << repair(folder, found) << "\n";
}

}  // namespace app
