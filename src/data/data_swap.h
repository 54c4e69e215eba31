// SPDX-License-Identifier: MIT
#pragma once

// Puts a prepared box in the place of the one that is there, so that a kill or a power cut at any moment
// leaves the one or the other:
//
//   1. the new database and media are made in DATA/restoring/ and put on the drive: until here the old box
//   holds
//   2. DATA/restoring/ is renamed to DATA/restored/: from this moment on the new one does
//   3. what is in DATA/restored/ takes its place in DATA/, one name after the other; what had that name is
//   first
//      moved into DATA/restored/before/
//   4. DATA/restored/before/ becomes DATA/before-restore-N/, and DATA/restored/ goes
//
// Whoever opens the folder when 3 or 4 were cut short does what is left of them, before it opens the
// database. One process at a time: the one that holds the folder's lock. Failures are base::DiskError.

#include <string>
#include <utility>

namespace api {

std::string create_staging_folder(const std::string& data);  // DATA/restoring, made and empty
void discard_staging(const std::string& data);               // what a crash in step 1 left

void commit_staging(const std::string& data);  // step 2: from here on whoever opens the folder does the rest

// Steps 2 to 4; step 4 alone says where the old box is kept, "" when there was none.
std::string install_staging(const std::string& data);

// The folder the new box is made in, which goes again unless the box took its place.
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
std::string finish_swap(const std::string& data);  // does what is left of them

}  // namespace api
