// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/host/sensors.h"
#include "support/fake_machine_files.h"
#include "support/temp_folder.h"

namespace {

struct Bench {
  support::TempFolder folder;
  std::string sys = folder / "sys", proc = folder / "proc";
  base::HostSensors sensors{sys, proc};
};

}  // namespace

TEST_CASE("sensors: a machine that says nothing of itself is not known") {
  const Bench bench;
  CHECK_FALSE(bench.sensors.temperature());
  CHECK_FALSE(bench.sensors.undervoltage());
  CHECK_FALSE(bench.sensors.memory_bytes());
  CHECK_FALSE(bench.sensors.model());
  CHECK_FALSE(bench.sensors.mount_of(bench.folder.path()));
}

TEST_CASE("sensors: the temperature is in degrees") {
  const Bench bench;
  support::set_temperature(bench.sys, 54'200);
  CHECK(bench.sensors.temperature() == 54.2);
  support::put(bench.sys + "/class/thermal/thermal_zone0/temp", "hot\n");
  CHECK_FALSE(bench.sensors.temperature());
}

TEST_CASE("sensors: undervoltage is what the driver of a Raspberry Pi's supply says") {
  const Bench bench;
  support::set_undervoltage(bench.sys, true);
  CHECK(bench.sensors.undervoltage() == true);
  support::set_undervoltage(bench.sys, false);
  CHECK(bench.sensors.undervoltage() == false);
}

TEST_CASE("sensors: without that driver it is what the firmware says, now or since it was switched on") {
  const Bench bench;
  const auto told = [&](const std::string& bits) {
    support::put(bench.sys + "/devices/platform/soc/soc:firmware/get_throttled", bits + "\n");
    return bench.sensors.undervoltage();
  };
  CHECK(told("0") == false);
  CHECK(told("1") == true);
  CHECK(told("50000") == true);
  CHECK(told("0x50005") == true);
  CHECK(told("20002") == false);  // only slowed down
  CHECK_FALSE(told("nonsense"));
}

TEST_CASE("sensors: memory and model are read where Linux has them") {
  const Bench bench;
  support::put(bench.proc + "/meminfo", "MemTotal:  948304 kB\nMemFree: 1 kB\nMemAvailable:  500000 kB\n");
  support::put(bench.proc + "/device-tree/model", std::string("Raspberry Pi 4 Model B\0", 23));
  CHECK(bench.sensors.memory_bytes() == 948304ULL * 1024);
  CHECK(bench.sensors.memory_free_bytes() == 500000ULL * 1024);
  CHECK(bench.sensors.model() == "Raspberry Pi 4 Model B");
}

TEST_CASE("sensors: a folder is on the filesystem mounted nearest above it, whatever its name") {
  const Bench bench;
  const std::string stick = bench.folder / "my stick";
  support::put(stick + "/data/x", "");
  std::string escaped = stick;
  escaped.replace(escaped.rfind(' '), 1, "\\040");
  support::put(bench.proc + "/self/mountinfo",
               "1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/SERIAL-1 rw\n"
               "2 1 8:2 / " +
                   escaped +
                   " rw,noatime - exfat /dev/SERIAL-2 rw\n"
                   "3 1 8:3 / " +
                   stick.substr(0, stick.size() - 1) + " ro - vfat /dev/SERIAL-3 rw\n");
  const auto mount = bench.sensors.mount_of(stick + "/data");
  REQUIRE(mount);
  CHECK(mount->type == "exfat");
  CHECK(mount->options == "rw,noatime");
  CHECK(bench.sensors.mount_of("/")->type == "ext4");
  CHECK_FALSE(bench.sensors.mount_of(bench.folder / "none"));
}

TEST_CASE("sensors: this machine's own files are understood") {
  const base::HostSensors sensors;
  CHECK(sensors.memory_bytes().value_or(0) > 1'000'000);
  const auto mount = sensors.mount_of("/proc");  // the root of a chroot need not be a mount point
  REQUIRE(mount);
  CHECK(mount->type == "proc");
}
