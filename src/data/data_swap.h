// SPDX-License-Identifier: MIT
#pragma once

// Replaces the server's data with a prepared set.
//   1. The new database and media are written to DATA/restoring/ and synced. The old data is still in force.
//   2. DATA/restoring/ is renamed to DATA/restored/. From here on the new data is in force.
//   3. Each entry of DATA/restored/ moves to DATA/. An old entry first moves to DATA/restored/before/.
//   4. DATA/restored/before/ becomes DATA/before-restore-N/, and DATA/restored/ is removed.
// Thread safety: only the process that holds the folder's lock may call.
// Crash safety: either the old or the new data is in force. Opening the folder finishes steps 3 and 4.
// Throws: base::DiskError.

#include <string>
#include <utility>

namespace api {

std::string create_staging_folder(const std::string& data);  // DATA/restoring, empty
void discard_staging(const std::string& data);               // removes what a crash in step 1 left

void commit_staging(const std::string& data);  // step 2; opening the folder then does the rest

// Steps 2 to 4. Returns where the old data was moved, "" if there was none.
std::string install_staging(const std::string& data);

// The folder in which the new data is prepared. The destructor removes it unless the data was installed.
class StagedData {
 public:
  explicit StagedData(std::string data) : data_(std::move(data)), path_(create_staging_folder(data_)) {}
  StagedData(const StagedData&) = delete;
  StagedData& operator=(const StagedData&) = delete;
  ~StagedData();
  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/expobox.db"; }
  void commit() { commit_staging(data_); }
  std::string take() { return install_staging(data_); }

 private:
  std::string data_, path_;
};

bool swap_pending(const std::string& data);        // steps 3 and 4 are not done
std::string finish_swap(const std::string& data);  // does the rest, with the same result

}  // namespace api
