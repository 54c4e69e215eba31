// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "base/text/json.h"
#include "data/data_folder.h"
#include "store/booths.h"
#include "store/engine/sqlite_engine.h"
#include "store/last_seen.h"
#include "store/media.h"
#include "store/messages.h"
#include "support/fake_machine_files.h"
#include "support/server_fixture.h"
#include "support/temp_folder.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::WholeBox;

// Somebody's look into the data folder while the box is stopped.
struct Look {
  explicit Look(const WholeBox& box) : folder(box.data()), engine(folder.database()) {}
  const app::DataFolder folder;
  store::SqliteEngine engine;
};

base::Json ask(const WholeBox& box, const std::string& target, const std::string& token) {
  const auto reply = RawClient(box.port()).ask(WholeBox::head("GET", target, token) + "\r\n");
  REQUIRE(reply);
  REQUIRE(reply->status == 200);
  return base::parse_json(reply->body);
}

// The codes of the messages there are, once this one is among them; the janitor looks within some seconds.
std::string codes_with(const WholeBox& box, const std::string& wanted, const std::string& token) {
  for (int tries = 0; tries < 1000; ++tries) {
    std::string codes;
    const base::Json messages = ask(box, "/api/v1/admin/messages/", token);
    for (const base::Json& message : messages.get<base::JsonArray>()) {
      codes += message.get("code").to_str() + " ";
    }
    if (codes.find(wanted) != std::string::npos) return codes;
    std::this_thread::sleep_for(10ms);
  }
  return "";
}

}  // namespace

TEST_CASE("day: who was in touch is on the drive when the box has stopped, and known after the next start") {
  WholeBox box;
  box.add_user("chief@example.com", true);
  CHECK(RawClient(box.port()).ask(box.get("/api/v1/booths/77/items/list/"))->status == 404);
  CHECK(RawClient(box.port()).ask(box.post("/api/v1/booths/", "{}"))->status == 400);
  box.restart([&] {
    Look look(box);
    const auto contacts = store::all_last_seen(look.engine);
    REQUIRE(contacts.size() == 1);
    REQUIRE(contacts.begin()->second.error);
    CHECK(contacts.begin()->second.error->status == 400);
    CHECK(contacts.begin()->second.error->request == "POST /api/v1/booths/");
  });
  const base::Json board = ask(box, "/api/v1/admin/board/", box.sign_in("chief@example.com").access);
  CHECK(board.get("exhibitors").get("total").get<std::int64_t>() == 1);
  CHECK(board.get("exhibitors").get("silent").get<std::int64_t>() == 0);
  CHECK(board.get("phones").get("seen").get<std::int64_t>() ==
        1);  // the address that signed in, since the start
}

TEST_CASE("day: a start after a stop that was none says so, and which media are gone") {
  WholeBox box;
  box.add_user("chief@example.com", true);
  box.restart([&] {
    Look look(box);
    store::WriteBatch write;
    store::add_booth(write, {1},
                     {.name = "b", .description = "", .category = "", .country = store::CountryId{1}}, "c1",
                     1);
    store::add_media_of_new(write, "c1",
                            {.collection = store::MediaCollection::booth_images,
                             .file = "aa0123456789abcdef0123456789abcd.jpg",
                             .content_type = "image/jpeg",
                             .size = 1,
                             .sha256 = ""},
                            1);
    REQUIRE_FALSE(look.engine.write(write).refused);
    look.folder.mark_running();
  });
  const std::string codes = codes_with(box, "unclean_stop", box.sign_in("chief@example.com").access);
  CHECK(codes.find("unclean_stop ") != std::string::npos);
  CHECK(codes.find("media_missing ") != std::string::npos);
}

TEST_CASE("day: a clean stop leaves nothing to be told") {
  WholeBox box;
  box.add_user("chief@example.com", true);
  box.restart();
  const std::string token = box.sign_in("chief@example.com").access;
  const base::Json messages = ask(box, "/api/v1/admin/messages/", token);
  for (const base::Json& message : messages.get<base::JsonArray>()) {
    CHECK(message.get("code").to_str() != "unclean_stop");
    CHECK(message.get("code").to_str() != "media_missing");
  }
}

TEST_CASE("day: a drive that is plugged in and not paired is told, and can be paired") {
  const support::TempFolder machine;
  const base::DriveFolders drives = {machine / "state", machine / "status"};
  support::put(drives.state + "/paired", "");
  support::put(drives.status + "/sdb1", "device=sdb1\nuuid=1A2B-3C4D\nstate=unpaired\n");
  WholeBox box({.drives = drives});
  box.add_user("chief@example.com", true);
  const std::string chief = box.sign_in("chief@example.com").access;
  CHECK(codes_with(box, "drive_unpaired", chief) != "");
  const std::string pairing =
      WholeBox::head("POST", "/api/v1/admin/drives/", chief) + WholeBox::json_of(R"({"uuid": "1A2B-3C4D"})");
  const auto reply = RawClient(box.port()).ask(pairing);
  REQUIRE(reply);
  CHECK(reply->status == 201);
  CHECK(base::read_file(drives.state + "/paired") == "1A2B-3C4D\n");
}
