// SPDX-License-Identifier: MIT
#pragma once

// Tells administrators of plugged drives that are not served: one that is not paired, that waits behind
// another, or that failed. A drive that comes into such a state makes a message and a line in the log, once.

#include <string_view>
#include <vector>

#include "drives/drive_status.h"
#include "monitor/alerts.h"

namespace api {

// Thread safety: one thread.
class DriveAlerts {
 public:
  DriveAlerts(base::DriveFolders folders, AlertMonitor& diagnosis)
      : folders_(std::move(folders)), alerts_(diagnosis) {}

  void check();  // every AlertMonitor::every, before AlertMonitor::look(), which stores the messages

 private:
  const base::DriveFolders folders_;
  AlertMonitor& alerts_;
  std::vector<base::DriveStatus> known_;  // at the last check
};

}  // namespace api
