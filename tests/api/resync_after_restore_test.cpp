// SPDX-License-Identifier: MIT
// Phones that know more of a row than the box, which was restored from a backup.
#include <doctest/doctest.h>

#include <string>

#include "store/database_file.h"
#include "support/api_fixture.h"

using namespace support;

namespace {

const std::string name = "0192a000-0000-7000-8000-00000000000a";

// A box with a booth at version 1, as a backup had it; before the restore it had come to version 5.
struct RestoredHall : Hall {
  RestoredHall() {
    push("made", R"("op":"put","base_version":0,"fields":{"name":"A","description":"old","country":1})");
    store::set_new_epoch(box.folder / "expobox.db");
  }

  base::Json push(const std::string& op_id, const std::string& rest) {
    const Reply reply = owner.json("POST", "/api/v1/sync/push/",
                                   R"({"device_id":"d","ops":[{"type":"booth","client_id":")" + name +
                                       R"(","op_id":")" + op_id + "\"," + rest + "}]}");
    REQUIRE(reply.status == 200);
    return reply.at("results").get(0);
  }
  std::string description() {
    return owner.get("/api/v1/booths/list/").json().get(0).get("description").to_str();
  }
};

}  // namespace

TEST_CASE("heal: what a phone knew before the restore is taken over, and counts as new") {
  RestoredHall hall;
  const auto result = hall.push("1", R"("op":"put","base_version":5,"fields":{"description":"seen"})");
  CHECK(result.get("status").to_str() == "merged");
  CHECK(result.get("version").get<std::int64_t>() > 1000);
  CHECK(hall.description() == "seen");
}

TEST_CASE("heal: nobody writes over an edit made after the restore by what was known before it") {
  RestoredHall hall;
  hall.push("1", R"("op":"put","base_version":1,"fields":{"description":"edited"})");
  const auto late =
      hall.push("2", R"("op":"put","base_version":5,"fields":{"name":"B","description":"seen"})");
  CHECK(late.get("status").to_str() == "conflict");
  CHECK(late.get("conflicts").get("description").get("server").to_str() == "edited");
  CHECK(late.get("applied").serialize() == R"(["name"])");
  CHECK(hall.description() == "edited");
}

TEST_CASE("heal: what was deleted before the restore is deleted again, unless somebody changed it since") {
  RestoredHall hall, changed;
  CHECK(hall.push("1", R"("op":"delete","base_version":6)").get("status").to_str() == "deleted");
  changed.push("1", R"("op":"put","base_version":1,"fields":{"description":"edited"})");
  CHECK(changed.push("2", R"("op":"delete","base_version":6)").get("status").to_str() == "conflict");
}
