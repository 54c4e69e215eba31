// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>

#include <filesystem>

#include "base/files.h"
#include "drives/paired_drives.h"
#include "monitor/drive_alerts.h"
#include "support/api_fixture.h"
#include "support/captured_log.h"
#include "support/fake_machine_files.h"

namespace {

using support::Hall;
using support::Reply;

const std::string target = "/api/v1/admin/drives/";

// A hall on a machine that drives are plugged into.
struct Machine : Hall {
  Machine() { std::filesystem::create_directories(box.drives.state); }

  void plug(const std::string& device, const std::string& uuid, const std::string& state,
            const std::string& reason = "") const {
    support::put(box.drives.status + "/" + device, "device=" + device + "\nuuid=" + uuid +
                                                       "\nfilesystem=vfat\nstate=" + state +
                                                       "\nreason=" + reason + "\n");
  }
  void unplug(const std::string& device) const { std::filesystem::remove(box.drives.status + "/" + device); }
  Reply pair(const std::string& uuid) { return admin.json("POST", target, R"({"uuid": ")" + uuid + "\"}"); }
  Reply unpair(const std::string& uuid) { return admin.ask("DELETE", target + uuid + "/"); }
  std::string paired() const { return base::read_file(box.drives.state + "/paired").value_or(""); }

  void check() {
    box.clock.advance(10);
    alerts.check();
    box.diagnosis.check_all();
  }
  std::optional<store::Message> unread(const std::string& code) const {
    for (const store::Message& message : box.diagnosis.messages(store::Which::unread)) {
      if (message.code == code) return message;
    }
    return {};
  }
  std::int64_t count_of(const std::string& code) const {
    const auto message = unread(code);
    return message ? message->count : 0;
  }
  std::string detail_of(const std::string& code) const {
    const auto message = unread(code);
    return message ? message->detail : "";
  }

  api::DriveAlerts alerts{box.drives, box.diagnosis};
};

}  // namespace

TEST_CASE("drives: administrators alone see, pair and unpair them") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  const std::string one = target + "1A2B-3C4D/", body = R"({"uuid": "1A2B-3C4D"})";
  CHECK(machine.nobody.get(target).status == 401);
  CHECK(machine.owner.get(target).status == 403);
  CHECK(machine.nobody.json("POST", target, body).status == 401);
  CHECK(machine.owner.json("POST", target, body).status == 403);
  CHECK(machine.nobody.ask("DELETE", one).status == 401);
  CHECK(machine.owner.ask("DELETE", one).status == 403);
  CHECK(machine.paired().empty());
  CHECK(machine.admin.get(target).status == 200);
  CHECK(machine.admin.get(target).header("Cache-Control") == "no-store");
  CHECK(machine.admin.get(one).status == 405);
}

TEST_CASE("drives: plugged ones with their state, and paired ones, are listed") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "serving", "The server runs.");
  machine.plug("sdc1", "ABCD-0001", "waiting");
  support::put(machine.box.drives.state + "/paired", "1A2B-3C4D\nABCD-0002\n");
  const base::Json list = machine.admin.get(target).json();
  CHECK(list.get("can_pair").get<bool>());
  const base::Json& serving = list.get("plugged").get(0);
  CHECK(serving.get("device").to_str() == "sdb1");
  CHECK(serving.get("uuid").to_str() == "1A2B-3C4D");
  CHECK(serving.get("filesystem").to_str() == "vfat");
  CHECK(serving.get("state").to_str() == "serving");
  CHECK(serving.get("reason").to_str() == "The server runs.");
  CHECK(serving.get("is_paired").get<bool>());
  CHECK_FALSE(list.get("plugged").get(1).get("is_paired").get<bool>());
  CHECK(list.get("paired").get(0).get("is_plugged").get<bool>());
  CHECK(list.get("paired").get(1).get("uuid").to_str() == "ABCD-0002");
  CHECK_FALSE(list.get("paired").get(1).get("is_plugged").get<bool>());
}

TEST_CASE("drives: a plugged one is paired, and again when the answer was lost; then it is unpaired") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  const Reply made = machine.pair("1a2b-3c4d");
  CHECK(made.status == 201);
  CHECK(made.at("plugged").get(0).get("is_paired").get<bool>());
  CHECK(machine.paired() == "1A2B-3C4D\n");  // as the drive itself has it
  CHECK(machine.pair("1A2B-3C4D").status == 200);
  CHECK(machine.paired() == "1A2B-3C4D\n");
  CHECK(machine.unpair("1a2b-3c4d").status == 204);
  CHECK(machine.paired().empty());
  CHECK(machine.unpair("1A2B-3C4D").status == 404);
}

TEST_CASE("drives: what cannot be paired is refused, and nothing is written") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  CHECK(machine.pair("ABCD-0001").status == 404);
  for (const char* bad : {"", "abc", "../../etc", "1A2B-3C4D\\n# x"}) {
    const Reply reply = machine.pair(bad);
    CHECK(reply.status == 400);
    CHECK(reply.json().get<base::JsonObject>().contains("uuid"));
  }
  CHECK(machine.admin.json("POST", target, "{}").status == 400);
  CHECK(machine.unpair("..%2Fpaired").status == 404);
  CHECK(machine.unpair("zzzz").status == 404);
  CHECK(machine.paired().empty());
}

TEST_CASE("drives: a machine that is not set up has none, and pairs none") {
  Hall hall;
  const base::Json list = hall.admin.get(target).json();
  CHECK_FALSE(list.get("can_pair").get<bool>());
  CHECK(list.get("plugged").get<base::JsonArray>().empty());
  CHECK(list.get("paired").get<base::JsonArray>().empty());
  const Reply refused = hall.admin.json("POST", target, R"({"uuid": "1A2B-3C4D"})");
  CHECK(refused.status == 409);
  CHECK(refused.at("detail").to_str().find("not set up") != std::string::npos);
  CHECK(hall.admin.ask("DELETE", target + "1A2B-3C4D/").status == 404);
  CHECK_FALSE(base::exists(hall.box.drives.state));
}

TEST_CASE("drives: no more than 64 are paired") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  std::string all;
  for (int i = 0; i < 64; ++i) all += std::to_string(1000 + i) + "\n";
  support::put(machine.box.drives.state + "/paired", all);
  CHECK(machine.pair("1A2B-3C4D").status == 409);
  CHECK(machine.paired() == all);
}

TEST_CASE("drives: a list that cannot be used is told, and the data's drive is not blamed") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  std::filesystem::create_symlink(machine.box.folder / "expobox.db", machine.box.drives.state + "/paired");
  CHECK(machine.admin.get(target).status == 503);
  CHECK(machine.pair("1A2B-3C4D").status == 503);
  CHECK(machine.unpair("1A2B-3C4D").status == 503);
  CHECK(machine.box.activity.drive_failures.sum_within(std::chrono::minutes(1)) == 0);
  std::filesystem::remove(machine.box.drives.state + "/paired");

  const base::Descriptor holder(::open(machine.box.drives.state.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(::flock(holder.get(), LOCK_EX) == 0);
  const Reply busy = machine.pair("1A2B-3C4D");
  CHECK(busy.status == 503);
  CHECK_FALSE(busy.header("Retry-After").empty());
}

TEST_CASE("drives: one that is not served is told once for as long as it stays so") {
  Machine machine;
  machine.check();
  for (const auto& [state, code, level] :
       {std::tuple("unpaired", "drive_unpaired", "warning"),
        std::tuple("waiting", "drive_waiting", "warning"), std::tuple("failed", "drive_failed", "error")}) {
    CAPTURE(state);
    CHECK(machine.count_of(code) == 0);
    machine.plug("sdb1", "1A2B-3C4D", state, "This is why.");
    machine.check();
    CHECK(machine.count_of(code) == 1);
    CHECK(machine.unread(code)->level == level);
    CHECK(machine.detail_of(code) == "sdb1 (1A2B-3C4D): This is why.");
    machine.check();
    CHECK(machine.count_of(code) == 1);
    machine.unplug("sdb1");
    machine.check();
    machine.plug("sdb1", "1A2B-3C4D", state);
    machine.check();
    CHECK(machine.count_of(code) == 2);
    CHECK(machine.detail_of(code) == "sdb1 (1A2B-3C4D)");
  }
}

TEST_CASE("drives: a second one that comes is told although the first is still there") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "unpaired");
  machine.check();
  machine.plug("sdc1", "ABCD-0001", "unpaired");
  machine.plug("sdd1", "ABCD-0002", "unpaired");
  machine.check();
  CHECK(machine.count_of("drive_unpaired") == 2);
  CHECK(machine.detail_of("drive_unpaired") == "sdc1 (ABCD-0001); sdd1 (ABCD-0002)");
}

TEST_CASE("drives: one that is checked or served is no message") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "checking");
  machine.plug("sdc1", "ABCD-0001", "serving");
  machine.check();
  for (const char* code : {"drive_unpaired", "drive_waiting", "drive_failed"})
    CHECK(machine.count_of(code) == 0);
}

TEST_CASE("drives: what is not served is in the log, with its device and the reason") {
  Machine machine;
  machine.plug("sdb1", "1A2B-3C4D", "failed", "The drive is damaged.");
  support::Captured log;
  machine.alerts.check();
  machine.alerts.check();
  const std::string text = log.all();
  CHECK(text.find("a drive cannot be served") != std::string::npos);
  CHECK(text.find("sdb1") != std::string::npos);
  CHECK(text.find("The drive is damaged.") != std::string::npos);
  CHECK(text.find("a drive cannot be served") == text.rfind("a drive cannot be served"));
}
