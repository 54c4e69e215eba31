// SPDX-License-Identifier: MIT
#include "monitor/drive_alerts.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/log.h"

namespace api {
namespace {

using base::DriveState;
using base::DriveStatus;

struct Alert {
  DriveState state;
  std::string_view code, level;
  const char* what;
  base::Level log_level;
};

constexpr std::array<Alert, 3> alerts = {{
    {DriveState::unpaired, "drive_unpaired", "warning", "a drive is not paired", base::Level::warning},
    {DriveState::waiting, "drive_waiting", "warning", "a drive waits for another", base::Level::warning},
    {DriveState::failed, "drive_failed", "error", "a drive cannot be served", base::Level::error},
}};

// "sdb1 (1A2B-3C4D): It is damaged."
std::string described(const DriveStatus& drive) {
  std::string text = drive.device;
  if (!drive.uuid.empty()) text += " (" + drive.uuid + ")";
  if (!drive.reason.empty()) text += ": " + drive.reason;
  return text;
}

bool is_same_condition(const DriveStatus& a, const DriveStatus& b) {
  return a.device == b.device && a.uuid == b.uuid && a.state == b.state;
}

}  // namespace

void DriveAlerts::check() {
  std::vector<DriveStatus> now = base::read_drive_statuses(folders_.status);
  for (const Alert& alert : alerts) {
    std::string detail;
    for (const DriveStatus& drive : now) {
      const auto same = [&](const DriveStatus& known) { return is_same_condition(known, drive); };
      if (drive.state != alert.state || std::ranges::any_of(known_, same)) continue;
      base::log(alert.log_level, "drives", alert.what,
                {{"device", drive.device}, {"uuid", drive.uuid}, {"reason", drive.reason}});
      detail += (detail.empty() ? "" : "; ") + described(drive);
    }
    if (!detail.empty()) alerts_.raise(alert.code, alert.level, std::move(detail));
  }
  known_ = std::move(now);
}

}  // namespace api
