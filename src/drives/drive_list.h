// SPDX-License-Identifier: MIT
#pragma once

// Lists the plugged and the paired drives of this machine, as a value and as JSON.

#include <string>
#include <string_view>
#include <vector>

#include "base/text/json.h"
#include "drives/drive_status.h"
#include "drives/paired_drives.h"

namespace api {

struct DriveList {
  bool can_pair = false;  // this machine is set up for drives
  std::vector<base::DriveStatus> plugged;
  std::vector<std::string> paired;  // UUIDs

  bool is_plugged(std::string_view uuid) const;
  bool is_paired(std::string_view uuid) const;
};

DriveList read_drive_list(const base::DriveFolders& folders);  // throws base::DiskError
void write_drive_list(base::JsonWriter& json, const DriveList& list);

}  // namespace api
