// SPDX-License-Identifier: MIT
#pragma once

// Alerts administrators to plugged drives that are not served: not paired, waiting for another drive, or
// failed. A drive that enters such a state causes one message and one log line.

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

  void check();  // call every AlertMonitor::every, before check_all() stores the messages

 private:
  const base::DriveFolders folders_;
  AlertMonitor& alerts_;
  std::vector<base::DriveStatus> known_;  // at the last check
};

}  // namespace api
