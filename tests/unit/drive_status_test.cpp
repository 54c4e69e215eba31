// SPDX-License-Identifier: MIT
#include "drives/drive_status.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/fake_machine_files.h"
#include "support/temp_folder.h"

namespace {

using base::DriveState;
using base::DriveStatus;

constexpr const char* serving =
    "device=sdb1\nuuid=1A2B-3C4D\nfilesystem=exfat\nstate=serving\nreason=The server runs.\n";
const DriveStatus unreadable = {"sdb1", "", "", DriveState::failed,
                                "The status of this drive cannot be read."};

}  // namespace

TEST_CASE("drive status: what a file says is read, with or without its last line end") {
  const DriveStatus expected = {"sdb1", "1A2B-3C4D", "exfat", DriveState::serving, "The server runs."};
  CHECK(base::parse_drive_status(serving) == expected);
  CHECK(base::parse_drive_status(std::string(serving).substr(0, std::string(serving).size() - 1)) ==
        expected);
  const auto least = base::parse_drive_status("state=failed\ndevice=nvme0n1p1\nuuid=\n");
  REQUIRE(least);
  CHECK(*least == DriveStatus{"nvme0n1p1", "", "", DriveState::failed, ""});
  CHECK(base::parse_drive_status(std::string(serving) + "label=EXPOBOX\n") ==
        expected);  // of a later version
}

TEST_CASE("drive status: every state has its word") {
  for (const char* word : {"checking", "serving", "unpaired", "waiting", "failed"}) {
    const auto status = base::parse_drive_status("device=sda1\nstate=" + std::string(word));
    REQUIRE(status);
    CHECK(to_string(status->state) == word);
  }
}

TEST_CASE("drive status: what is no status is refused") {
  const std::string good = "device=sdb1\nstate=serving\n";
  REQUIRE(base::parse_drive_status(good));
  for (const std::string& bad : {std::string(),
                                 std::string("device=sdb1\n"),
                                 std::string("state=serving\n"),
                                 std::string("device=sdb1\nstate=Serving\n"),
                                 std::string("device=sdb1\nstate=\n"),
                                 std::string("device=../sdb1\nstate=serving\n"),
                                 std::string("device=\nstate=serving\n"),
                                 "device=" + std::string(32, 'a') + "\nstate=serving\n",
                                 good + "state=failed\n",
                                 good + "no equals sign\n",
                                 good + "=nameless\n",
                                 good + "two words=x\n",
                                 good + "uuid=123\n",
                                 good + "uuid=1A2B-3C4G\n",
                                 good + "uuid=" + std::string(37, 'a') + "\n",
                                 good + "filesystem=<b>\n",
                                 good + "filesystem=" + std::string(17, 'x') + "\n",
                                 good + "reason=\x1b[31mred\n",
                                 good + "reason=\xff\n",
                                 good + "reason=" + std::string(501, 'x') + "\n",
                                 good + "reason=" + std::string(5000, 'x') + "\n",
                                 std::string("device=sdb1\0\nstate=serving\n", 27),
                                 "device = sdb1\nstate = serving\n" + std::string(),
                                 std::string("device=sdb1\r\nstate=serving\r\n")}) {
    CAPTURE(bad);
    CHECK_FALSE(base::parse_drive_status(bad));
  }
}

TEST_CASE("drive status: a UUID is what file systems have") {
  for (const char* good : {"1A2B-3C4D", "abcd", "6f8a3b1e-0d2c-4e5f-8a9b-0c1d2e3f4a5b", "0123456789ABCDEF"}) {
    CHECK(base::is_filesystem_uuid(good));
  }
  for (const char* bad :
       {"", "abc", "1A2B_3C4D", "../x", "1A2B 3C4D", "6f8a3b1e-0d2c-4e5f-8a9b-0c1d2e3f4a5b0"}) {
    CHECK_FALSE(base::is_filesystem_uuid(bad));
  }
}

TEST_CASE("drive status: a folder's files are read in order, other names are left alone") {
  const support::TempFolder folder;
  const std::string status = folder / "status";
  CHECK(base::read_drive_statuses(status).empty());  // no such folder
  support::put(status + "/sdc1", "device=sdc1\nstate=waiting\n");
  support::put(status + "/sdb1", serving);
  support::put(status + "/.sdd1.new", serving);
  support::put(status + "/sdd1.new", serving);
  const auto found = base::read_drive_statuses(status);
  REQUIRE(found.size() == 2);
  CHECK(found[0].device == "sdb1");
  CHECK(found[0].state == DriveState::serving);
  CHECK(found[1].device == "sdc1");
}

TEST_CASE("drive status: a file that cannot be used is a drive that failed") {
  const support::TempFolder folder;
  const auto only = [&] {
    const auto found = base::read_drive_statuses(folder.path());
    REQUIRE(found.size() == 1);
    return found.front();
  };
  support::put(folder / "sdb1", "rubbish");
  CHECK(only() == unreadable);
  support::put(folder / "sdb1", "device=sdc1\nstate=serving\n");  // another's
  CHECK(only() == unreadable);
  support::put(folder / "sdb1", serving + std::string(5000, '\n'));  // too large
  CHECK(only() == unreadable);
  std::filesystem::remove(folder / "sdb1");
  std::filesystem::create_directory(folder / "sdb1");
  CHECK(only() == unreadable);
  std::filesystem::remove(folder / "sdb1");
  REQUIRE(mkfifo((folder / "sdb1").c_str(), 0600) == 0);
  CHECK(only() == unreadable);  // and nobody waits for a writer
}

TEST_CASE("drive status: a symbolic link is not followed") {
  const support::TempFolder folder, elsewhere;
  support::put(elsewhere / "sdb1", serving);
  std::filesystem::create_symlink(elsewhere / "sdb1", folder / "sdb1");
  const auto found = base::read_drive_statuses(folder.path());
  REQUIRE(found.size() == 1);
  CHECK(found[0] == unreadable);
}

TEST_CASE("drive status: no more than sixteen drives are read") {
  const support::TempFolder folder;
  for (int i = 10; i < 40; ++i) {
    const std::string device = "sd" + std::to_string(i);
    support::put(folder / device, "device=" + device + "\nstate=waiting\n");
  }
  const auto found = base::read_drive_statuses(folder.path());
  REQUIRE(found.size() == base::max_plugged_drives);
  CHECK(found.front().device == "sd10");
  CHECK(found.back().device == "sd25");
}
