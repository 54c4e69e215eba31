// SPDX-License-Identifier: MIT
#include "cli/drive_commands.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <sstream>

#include "base/exit.h"
#include "base/files.h"
#include "base/text/json.h"
#include "cli/commands.h"
#include "support/fake_machine_files.h"
#include "support/temp_folder.h"

namespace {

using app::ExitCode;

struct Result {
  ExitCode code = ExitCode::ok;
  std::string out, err;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

// A machine in a folder: its lists of drives, its udev rules, and a udevadm that writes down what it is told.
struct Machine {
  support::TempFolder folder;
  app::Configuration configuration;

  Machine() {
    app::Config& config = configuration.config;
    config.drives = {folder / "state", folder / "status"};
    config.drive_rule = {folder / "etc/rules.d/99-expobox-drive.rules",
                         {folder / "usr/share/expobox.rules", folder / "usr/local/share/expobox.rules"},
                         {folder / "absent", folder / "udevadm"}};
    std::filesystem::create_directories(folder / "etc");
  }
  void set_up() const { std::filesystem::create_directory(folder / "state"); }
  void plug(const std::string& device, const std::string& uuid, const std::string& state) const {
    support::put(
        folder / "status/" + device,
        "device=" + device + "\nuuid=" + uuid + "\nfilesystem=exfat\nstate=" + state + "\nreason=Because.\n");
  }
  void install_udevadm(int status = 0) const {
    support::put(folder / "udevadm", "#!/bin/sh\necho \"$@\" >> '" + (folder / "told") + "'\nexit " +
                                         std::to_string(status) + "\n");
    REQUIRE(chmod((folder / "udevadm").c_str(), 0755) == 0);
  }
  Result run(void (*command)(app::Call&), std::vector<std::string> words = {}, bool json = false) const {
    app::Arguments arguments;
    if (json) arguments.flags["json"] = "";
    std::istringstream in;
    std::ostringstream out, err;
    app::Call call{arguments, words, configuration, {in, out, err}};
    try {
      command(call);
      return {ExitCode::ok, out.str(), err.str()};
    } catch (const app::CommandError& stop) {
      return {stop.code, out.str(), stop.what()};
    }
  }
  Result pair(const std::vector<std::string>& words = {}) const { return run(app::pair_drive, words); }
  std::string paired() const { return base::read_file(folder / "state/paired").value_or(""); }
  std::string told() const { return base::read_file(folder / "told").value_or(""); }
  std::string link() const { return configuration.config.drive_rule.link; }
  std::string target() const {
    std::error_code none;
    return std::filesystem::read_symlink(link(), none).string();
  }
};

constexpr const char* what_udev_is_told = "control --reload\ntrigger --subsystem-match=block --action=add\n";

}  // namespace

TEST_CASE("drive list: plugged drives, then those that are paired and elsewhere") {
  const Machine machine;
  CHECK(machine.run(app::list_drives).out.empty());
  machine.set_up();
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  machine.plug("sdc1", "ABCD-0001", "serving");
  CHECK(machine.pair({"ABCD-0001"}).code == ExitCode::ok);
  CHECK(machine.pair({"ABCD-0002"}).code == ExitCode::ok);
  CHECK(machine.run(app::list_drives).out ==
        "sdb1\t1A2B-3C4D\texfat\tunpaired\tBecause.\n"
        "sdc1\tABCD-0001\texfat\tserving\tBecause.\n"
        "-\tABCD-0002\t-\tunplugged\t\n");
  const base::Json json = base::parse_json(machine.run(app::list_drives, {}, true).out);
  CHECK(json.get("can_pair").get<bool>());
  CHECK_FALSE(json.get("plugged").get(0).get("is_paired").get<bool>());
  CHECK(json.get("plugged").get(1).get("is_paired").get<bool>());
  CHECK(json.get("plugged").get(1).get("state").to_str() == "serving");
  CHECK(json.get("paired").get(1).get("uuid").to_str() == "ABCD-0002");
  CHECK_FALSE(json.get("paired").get(1).get("is_plugged").get<bool>());
}

TEST_CASE("drive pair: without a word it is the only unpaired drive") {
  const Machine machine;
  machine.set_up();
  CHECK(machine.pair().code == ExitCode::data);
  machine.plug("sdc1", "ABCD-0001", "serving");
  machine.plug("sdd1", "", "unpaired");  // nothing to pair it by
  CHECK(machine.pair().code == ExitCode::data);
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  CHECK(machine.pair().code == ExitCode::ok);
  CHECK(machine.paired() == "1A2B-3C4D\n");
  machine.plug("sde1", "ABCD-0002", "unpaired");
  const Result several = machine.pair();
  CHECK(several.code == ExitCode::usage);
  CHECK(has(several.err, "/dev/sdb1 (1A2B-3C4D)"));
  CHECK(has(several.err, "/dev/sde1 (ABCD-0002)"));
  CHECK(machine.paired() == "1A2B-3C4D\n");
}

TEST_CASE("drive pair: by UUID, as the drive itself has it, or by device") {
  const Machine machine;
  machine.set_up();
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  CHECK(machine.pair({"1a2b-3c4d"}).code == ExitCode::ok);
  CHECK(machine.paired() == "1A2B-3C4D\n");
  const Result again = machine.pair({"/dev/sdb1"});
  CHECK(again.code == ExitCode::ok);
  CHECK(has(again.err, "already"));
  CHECK(machine.paired() == "1A2B-3C4D\n");
  CHECK(machine.pair({"/dev/sdc1"}).code == ExitCode::data);
  CHECK(machine.pair({"sdb1"}).code == ExitCode::usage);
  CHECK(machine.pair({"../../etc/passwd"}).code == ExitCode::usage);
}

TEST_CASE("drive pair: a machine that is not set up says so") {
  const Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  for (const Result& result : {machine.pair(), machine.run(app::unpair_drive, {"1A2B-3C4D"})}) {
    CHECK(result.code == ExitCode::config);
    CHECK(has(result.err, "not set up for drives"));
  }
}

TEST_CASE("drive unpair: by UUID, once") {
  const Machine machine;
  machine.set_up();
  machine.pair({"1A2B-3C4D"});
  CHECK(machine.run(app::unpair_drive).code == ExitCode::usage);
  CHECK(machine.run(app::unpair_drive, {"/dev/sdb1"}).code == ExitCode::usage);
  CHECK(machine.run(app::unpair_drive, {"1a2b-3c4d"}).code == ExitCode::ok);
  CHECK(machine.paired().empty());
  CHECK(machine.run(app::unpair_drive, {"1A2B-3C4D"}).code == ExitCode::data);
}

TEST_CASE("drive enable and disable: the link comes and goes, and udev is told each time") {
  const Machine machine;
  machine.install_udevadm();
  const std::string local = machine.folder / "usr/local/share/expobox.rules";
  support::put(local, "# a rule\n");
  CHECK(machine.run(app::enable_drives).code == ExitCode::ok);
  CHECK(machine.target() == local);
  CHECK(machine.told() == what_udev_is_told);
  CHECK(has(machine.run(app::enable_drives).err, "already"));
  CHECK(machine.told() == std::string(what_udev_is_told) + what_udev_is_told);

  support::put(machine.folder / "usr/share/expobox.rules", "# the package's\n");
  CHECK(machine.run(app::enable_drives).code == ExitCode::ok);
  CHECK(machine.target() == machine.folder / "usr/share/expobox.rules");
  CHECK(machine.run(app::disable_drives).code == ExitCode::ok);
  CHECK_FALSE(std::filesystem::exists(std::filesystem::symlink_status(machine.link())));
  CHECK(has(machine.run(app::disable_drives).err, "was not enabled"));
}

TEST_CASE("drive enable: without udev, or without a packaged rule, nothing is changed") {
  const Machine machine;
  support::put(machine.folder / "usr/share/expobox.rules", "# the package's\n");
  for (auto* command : {app::enable_drives, app::disable_drives}) {
    const Result result = machine.run(command);
    CHECK(result.code == ExitCode::config);
    CHECK(has(result.err, "no udevadm"));
  }
  CHECK(machine.target().empty());
  machine.install_udevadm();
  std::filesystem::remove(machine.folder / "usr/share/expobox.rules");
  CHECK(machine.run(app::enable_drives).code == ExitCode::config);
  CHECK(machine.target().empty());
  CHECK(machine.told().empty());
}

TEST_CASE("drive enable: a udevadm that fails is told, with its status") {
  const Machine machine;
  machine.install_udevadm(3);
  support::put(machine.folder / "usr/share/expobox.rules", "# the package's\n");
  const Result result = machine.run(app::enable_drives);
  CHECK(result.code == ExitCode::unavailable);
  CHECK(has(result.err, "udevadm control --reload ended with status 3"));
}

TEST_CASE("drive enable and disable: a rule somebody wrote stays") {
  const Machine machine;
  machine.install_udevadm();
  support::put(machine.folder / "usr/share/expobox.rules", "# the package's\n");
  support::put(machine.link(), "# my own\n");
  CHECK(machine.run(app::enable_drives).code == ExitCode::data);
  CHECK(machine.run(app::disable_drives).code == ExitCode::data);
  CHECK(base::read_file(machine.link()) == "# my own\n");
}

TEST_CASE("drive commands: the command line knows them") {
  const support::TempFolder folder;
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--data", folder / "data"});
    std::istringstream in;
    std::ostringstream out, err;
    return std::pair(app::run_command_line(words, {in, out, err}), out.str() + err.str());
  };
  CHECK(run({"drive", "pair", "1A2B-3C4D", "and", "more"}).first == 64);
  CHECK(run({"drive", "list", "more"}).first == 64);
  CHECK(run({"drive", "pear"}).second ==
        "expobox: there is no command drive pear, did you mean drive pair? See --help.\n");
  CHECK(run({"drive", "unpair"}).first == 64);
  CHECK(has(run({"--help"}).second, "expobox drive pair [UUID|/dev/NAME]\n"));
  CHECK_FALSE(base::exists(folder / "data"));
}
