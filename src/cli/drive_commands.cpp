// SPDX-License-Identifier: MIT
#include "cli/drive_commands.h"

#include <algorithm>
#include <cerrno>
#include <ostream>

#include "base/exit.h"
#include "base/files.h"
#include "base/text/json.h"
#include "drives/drive_list.h"

namespace app {
namespace {

using base::DriveState;
using base::DriveStatus;
using base::PairedDrives;

base::PairedDrives paired_drives(const Call& call) {
  const std::string& folder = call.configuration.config.drives.state;
  PairedDrives paired(folder);
  if (!paired.is_available()) {
    throw CommandError(ExitCode::config, "this machine is not set up for drives: there is no " + folder +
                                             ". Install ExpoBox by its package or its install.sh.");
  }
  return paired;
}

std::vector<DriveStatus> plugged_drives(const Call& call) {
  return base::read_drive_statuses(call.configuration.config.drives.status);
}

std::string described(const DriveStatus& drive) { return "/dev/" + drive.device + " (" + drive.uuid + ")"; }

std::string only_unpaired_drive(const Call& call) {
  std::vector<DriveStatus> unpaired = plugged_drives(call);
  std::erase_if(unpaired, [](const DriveStatus& drive) {
    return drive.state != DriveState::unpaired || drive.uuid.empty();
  });
  if (unpaired.empty()) throw CommandError(ExitCode::data, "no unpaired drive named EXPOBOX is plugged in");
  if (unpaired.size() == 1) return unpaired.front().uuid;
  std::string all;
  for (const DriveStatus& drive : unpaired) all += "\n  " + described(drive);
  throw CommandError(ExitCode::usage, "several unpaired drives are plugged in; name the one to pair:" + all);
}

std::string uuid_of_device(const Call& call, const std::string& path) {
  const std::vector<DriveStatus> plugged = plugged_drives(call);
  const auto found = std::ranges::find(plugged, path.substr(5), &DriveStatus::device);
  if (found == plugged.end()) throw CommandError(ExitCode::data, path + " is no plugged drive named EXPOBOX");
  if (found->uuid.empty())
    throw CommandError(ExitCode::data, "the UUID of " + path + " is not known: " + found->reason);
  return found->uuid;
}

// Returns the UUID as the plugged drive spells it.
std::string uuid_as_plugged(const Call& call, const std::string& uuid) {
  for (const DriveStatus& drive : plugged_drives(call)) {
    if (base::is_same_uuid(drive.uuid, uuid)) return drive.uuid;
  }
  return uuid;
}

void require_uuid(const std::string& text, const std::string& what_else) {
  if (!base::is_filesystem_uuid(text)) {
    throw CommandError(ExitCode::usage, "“" + text + "” is not the UUID of a file system" + what_else);
  }
}

std::string uuid_to_pair(const Call& call) {
  if (call.operands.empty()) return only_unpaired_drive(call);
  const std::string& operand = call.operands.front();
  if (operand.starts_with("/dev/")) return uuid_of_device(call, operand);
  require_uuid(operand, ", nor /dev/NAME");
  return uuid_as_plugged(call, operand);
}

// Runs a change of the list of paired drives, and translates its errors.
template <class Change>
auto changed(const Call& call, Change change) {
  try {
    return change();
  } catch (const base::DiskError& error) {
    const int why = error.code().value();
    if (why == EACCES || why == EPERM) {
      throw CommandError(ExitCode::no_permission, "only root and ExpoBox itself may change " +
                                                      call.configuration.config.drives.state +
                                                      ": run the command with sudo");
    }
    if (why == EBUSY)
      throw CommandError(ExitCode::temporary, "another command is changing the list: try again");
    throw;
  }
}

void print_drive(std::ostream& out, const DriveStatus& drive, std::string_view state) {
  const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
  out << or_dash(drive.device) << '\t' << or_dash(drive.uuid) << '\t' << or_dash(drive.filesystem) << '\t'
      << state << '\t' << drive.reason << '\n';
}

}  // namespace

std::vector<Command> drive_commands() {
  return {
      {"drive list",
       "[--json]",
       "device, UUID, file system, state of each drive named EXPOBOX that is plugged in or paired",
       {{"json", true}},
       list_drives},
      {"drive pair",
       "[UUID|/dev/NAME]",
       "let this machine serve a drive; without a word the only unpaired one that is plugged in",
       {},
       pair_drive,
       1},
      {"drive unpair", "UUID", "serve it no more when it is plugged in again", {}, unpair_drive, 1},
      {"drive enable", "", "have a paired drive start by itself when it is plugged in", {}, enable_drives},
      {"drive disable", "", "have no drive start by itself", {}, disable_drives},
  };
}

void list_drives(Call& call) {
  const api::DriveList list = api::read_drive_list(call.configuration.config.drives);
  if (call.arguments.has("json")) {
    std::string text;
    base::JsonWriter json(text);
    api::write_drive_list(json, list);
    call.console.out << text << '\n';
    return;
  }
  for (const DriveStatus& drive : list.plugged) print_drive(call.console.out, drive, to_string(drive.state));
  for (const std::string& uuid : list.paired) {
    if (list.is_plugged(uuid)) continue;
    print_drive(call.console.out, {.device = {}, .uuid = uuid, .filesystem = {}, .reason = {}}, "unplugged");
  }
}

void pair_drive(Call& call) {
  PairedDrives paired = paired_drives(call);
  const std::string uuid = uuid_to_pair(call);
  switch (changed(call, [&] { return paired.pair(uuid); })) {
    case PairedDrives::Pairing::paired:
      call.console.err << "paired: this machine serves the drive " << uuid << " from now on\n";
      return;
    case PairedDrives::Pairing::already_paired:
      call.console.err << "the drive " << uuid << " is paired already\n";
      return;
    case PairedDrives::Pairing::list_full:
      throw CommandError(ExitCode::data, std::to_string(PairedDrives::max_drives) +
                                             " drives are paired, and no more can be: unpair one first");
  }
}

void unpair_drive(Call& call) {
  if (call.operands.empty())
    throw CommandError(ExitCode::usage, "drive unpair needs the UUID that drive list shows");
  const std::string& uuid = call.operands.front();
  require_uuid(uuid, "");
  PairedDrives paired = paired_drives(call);
  if (!changed(call, [&] { return paired.unpair(uuid); })) {
    throw CommandError(ExitCode::data, "the drive " + uuid + " is not paired");
  }
  call.console.err << "unpaired: the drive " << uuid << " is not served when it is plugged in again\n";
}

void enable_drives(Call& call) {
  const bool change = enable_drive_rule(call.configuration.config.drive_rule);
  call.console.err << (change ? "a paired drive named EXPOBOX starts by itself from now on\n"
                              : "this was enabled already\n");
}

void disable_drives(Call& call) {
  const bool change = disable_drive_rule(call.configuration.config.drive_rule);
  call.console.err << (change ? "no drive starts by itself any more\n" : "this was not enabled\n");
}

}  // namespace app
