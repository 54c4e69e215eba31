// SPDX-License-Identifier: MIT
#include "data/data_swap.h"

#include <filesystem>
#include <system_error>

#include "base/files.h"

namespace api {
namespace {

std::string restoring(const std::string& data) { return data + "/restoring"; }
std::string restored(const std::string& data) { return data + "/restored"; }

void remove_tree(const std::string& folder) {
  std::error_code failed;
  std::filesystem::remove_all(folder, failed);
  if (failed) throw base::DiskError(failed.value(), "remove " + folder);
}

// A name still in restored/ is not installed yet: an entry of that name in DATA/ is the old one.
void take(const std::string& data, const std::string& name, std::initializer_list<const char*> beside = {}) {
  const std::string replacement = restored(data) + "/" + name, before = restored(data) + "/before";
  if (!base::exists(replacement)) return;
  const auto put_aside = [&](const std::string& old) {
    if (!base::exists(data + "/" + old)) return;
    base::create_folders(before);
    base::move_file(data + "/" + old, before + "/" + old);
  };
  for (const char* ending : beside) put_aside(name + ending);
  put_aside(name);
  base::move_file(replacement, data + "/" + name);
}

}  // namespace

std::string create_staging_folder(const std::string& data) {
  discard_staging(data);
  base::create_folders(restoring(data));
  return restoring(data);
}

void discard_staging(const std::string& data) { remove_tree(restoring(data)); }

void commit_staging(const std::string& data) {
  base::sync_filesystem(restoring(data));
  base::move_file(restoring(data), restored(data));
}

std::string install_staging(const std::string& data) {
  commit_staging(data);
  return finish_swap(data);
}

StagedData::~StagedData() {
  std::error_code ignored;  // the next start tries again
  std::filesystem::remove_all(path_, ignored);
}

bool swap_pending(const std::string& data) { return base::exists(restored(data)); }

std::string finish_swap(const std::string& data) {
  take(data, "expobox.db", {"-wal", "-shm", "-journal"});
  take(data, "media");
  const std::string before = restored(data) + "/before";
  std::string kept;
  if (base::exists(before)) {
    kept = base::unused_path(data + "/before-restore-");
    base::move_file(before, kept);
  }
  remove_tree(restored(data));
  return kept;
}

}  // namespace api
