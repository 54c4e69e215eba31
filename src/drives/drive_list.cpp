// SPDX-License-Identifier: MIT
#include "drives/drive_list.h"

#include <algorithm>

namespace api {
namespace {

void write_drive(base::JsonWriter& json, const base::DriveStatus& drive, bool is_paired) {
  json.begin_object()
      .member("device", drive.device)
      .member("uuid", drive.uuid)
      .member("filesystem", drive.filesystem)
      .member("state", to_string(drive.state))
      .member("reason", drive.reason)
      .member("is_paired", is_paired)
      .end_object();
}

}  // namespace

bool DriveList::is_plugged(std::string_view uuid) const {
  return std::ranges::any_of(
      plugged, [&](const base::DriveStatus& drive) { return base::is_same_uuid(drive.uuid, uuid); });
}

bool DriveList::is_paired(std::string_view uuid) const {
  return std::ranges::any_of(paired, [&](const std::string& one) { return base::is_same_uuid(one, uuid); });
}

DriveList read_drive_list(const base::DriveFolders& folders) {
  const base::PairedDrives paired(folders.state);
  return {paired.is_available(), base::read_drive_statuses(folders.status), paired.uuids()};
}

void write_drive_list(base::JsonWriter& json, const DriveList& list) {
  json.begin_object().member("can_pair", list.can_pair).key("plugged").begin_array();
  for (const base::DriveStatus& drive : list.plugged) write_drive(json, drive, list.is_paired(drive.uuid));
  json.end_array().key("paired").begin_array();
  for (const std::string& uuid : list.paired) {
    json.begin_object().member("uuid", uuid).member("is_plugged", list.is_plugged(uuid)).end_object();
  }
  json.end_array().end_object();
}

}  // namespace api
