// SPDX-License-Identifier: MIT
#include "monitor/presence.h"

#include <doctest/doctest.h>

#include <thread>

#include "store/last_seen.h"
#include "support/api_fixture.h"

namespace {

using namespace std::chrono_literals;
using support::Hall;

std::int64_t writes(support::ApiBox& box) {  // of contacts, as SQLite counts them
  return static_cast<std::int64_t>(store::all_last_seen(box.engine).size());
}

}  // namespace

TEST_CASE(
    "contacts: an account is in touch whenever it asks; who only asks whether the box is there is not") {
  Hall hall;
  const auto& contacts = hall.box.activity.contacts;
  CHECK_FALSE(contacts.find(hall.owner_id));
  hall.nobody.get("/api/v1/health/");
  hall.owner.get("/api/v1/health/");
  hall.nobody.get("/readyz");
  CHECK(contacts.count_seen(5min) == 0);
  CHECK(hall.owner.get("/api/v1/countries/").status == 200);
  REQUIRE(contacts.find(hall.owner_id));
  CHECK(contacts.find(hall.owner_id)->seen_at == hall.box.clock.now());
  CHECK_FALSE(contacts.find(hall.owner_id)->error);
  CHECK(contacts.count_seen(5min) == 1);
  hall.box.clock.advance(299);
  CHECK(contacts.count_seen(5min) == 1);
  hall.box.clock.advance(1);
  CHECK(contacts.count_seen(5min) == 0);
}

TEST_CASE("contacts: an address counts while no account was seen from it") {
  Hall hall;
  const auto& contacts = hall.box.activity.contacts;
  hall.nobody.get("/api/v1/countries/");
  CHECK(contacts.count_seen(5min) == 1);
  hall.owner.get("/api/v1/countries/");
  CHECK(contacts.count_seen(5min) == 1);
  hall.box.address = "10.0.0.10";
  hall.nobody.get("/api/v1/countries/");
  CHECK(contacts.count_seen(5min) == 2);
}

TEST_CASE("contacts: what an organiser can help with is an account's last error, in the words it was told") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const auto last = [&](store::UserId user) { return hall.box.activity.contacts.find(user)->error; };
  CHECK_FALSE(last(hall.owner_id));

  CHECK(hall.stranger.ask("DELETE", booth).status == 403);
  REQUIRE(last(hall.stranger_id));
  CHECK(last(hall.stranger_id)->status == 403);
  CHECK(last(hall.stranger_id)->request == "DELETE " + booth);
  CHECK(last(hall.stranger_id)->detail == "You do not have permission to perform this action.");
  CHECK(last(hall.stranger_id)->at == hall.box.clock.now());

  CHECK(hall.owner.json("POST", "/api/v1/booths/", R"({"name":""})").status == 400);
  CHECK(last(hall.owner_id)->status == 400);
  CHECK(last(hall.owner_id)->request == "POST /api/v1/booths/");
  CHECK_FALSE(last(hall.owner_id)->detail.empty());

  hall.box.engine.broken = store::StorageError::Kind::full;
  CHECK(hall.owner.ask("DELETE", booth + "?secret=1").status == 507);
  CHECK(last(hall.owner_id)->status == 507);
  CHECK(last(hall.owner_id)->request == "DELETE " + booth);
  hall.box.engine.broken = {};

  CHECK(hall.owner.ask("DELETE", booth + "images/77/").status == 404);  // it meant to change something
  CHECK(last(hall.owner_id)->status == 404);
}

TEST_CASE("contacts: what phones do of themselves is no error of an account") {
  Hall hall;
  CHECK(hall.owner.get("/api/v1/booths/77/").status == 404);
  CHECK(hall.owner.json("POST", "/api/v1/countries/", "{}").status == 405);
  CHECK(hall.owner.get("/api/v1/countries/").status == 200);
  CHECK_FALSE(hall.box.activity.contacts.find(hall.owner_id)->error);
}

TEST_CASE("contacts: a long complaint is shortened between characters") {
  Hall hall;
  const std::string name(300, 'x');
  CHECK(hall.owner.json("POST", "/api/v1/booths/", R"({"name":"b","country":")" + name + R"("})").status ==
        400);
  api::Activity& activity = hall.box.activity;
  http::Request request;
  request.method = "POST";
  request.path = "/api/v1/booths/";
  request.caller.user = hall.owner_id.value;
  std::string long_text;
  for (int i = 0; i < 250; ++i) long_text += "é";
  activity.record(request, http::json(400, R"({"detail":")" + long_text + R"("})"), {});
  CHECK(activity.contacts.find(hall.owner_id)->error->detail == long_text.substr(0, 400));
  activity.record(request, http::json(500, "no JSON"), {});
  CHECK(activity.contacts.find(hall.owner_id)->error->detail.empty());
}

TEST_CASE("contacts: they are kept in one write, only those that changed, and are there after a start") {
  Hall hall;
  auto& contacts = hall.box.activity.contacts;
  hall.box.engine.committed = false;
  contacts.flush(hall.box.engine);
  CHECK_FALSE(hall.box.engine.committed);  // nobody was in touch
  hall.owner.get("/api/v1/countries/");
  hall.stranger.json("POST", "/api/v1/booths/", "{}");
  contacts.flush(hall.box.engine);
  CHECK(hall.box.engine.committed);
  CHECK(writes(hall.box) == 2);
  hall.box.engine.committed = false;
  contacts.flush(hall.box.engine);
  CHECK_FALSE(hall.box.engine.committed);

  hall.box.clock.advance(60);
  hall.box.write([](store::WriteBatch& w) { w.run("DELETE FROM contacts"); });
  hall.owner.get("/api/v1/countries/");
  contacts.flush(hall.box.engine);
  CHECK(writes(hall.box) == 1);  // the stranger did not change

  api::Presence next(hall.box.clock);
  next.load(hall.box.engine);
  CHECK(next.find(hall.owner_id)->seen_at == hall.box.clock.now());
  CHECK_FALSE(next.find(hall.stranger_id));
  CHECK(next.count_seen(5min) == 0);  // not since this start
}

TEST_CASE("contacts: what the drive did not take is kept with the next write") {
  Hall hall;
  auto& contacts = hall.box.activity.contacts;
  hall.owner.get("/api/v1/countries/");
  hall.box.engine.broken = store::StorageError::Kind::disk;
  CHECK_THROWS_AS(contacts.flush(hall.box.engine), store::StorageError);
  hall.box.engine.broken = {};
  contacts.flush(hall.box.engine);
  CHECK(store::all_last_seen(hall.box.engine).contains(hall.owner_id.value));
}

TEST_CASE("contacts: however many addresses come, the memory is bounded; old ones make room") {
  support::FakeClock clock;
  api::Presence contacts(clock);
  const auto crowd = [&](const std::string& net) {
    for (int i = 0; i < 20'000; ++i) contacts.record_seen(0, net + std::to_string(i));
  };
  crowd("10.1.");
  CHECK(contacts.count_seen(5min) == 4096);
  clock.advance(301);
  crowd("10.2.");
  CHECK(contacts.count_seen(5min) == 4096);
}

TEST_CASE("contacts: many threads at once lose nothing") {
  support::FakeClock clock;
  api::Presence contacts(clock);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int user = 1; user <= 1000; ++user) contacts.record_seen(user, "10.0.0.1");
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(contacts.count_seen(5min) == 1000);
}
