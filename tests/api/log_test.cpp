// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <doctest/doctest.h>

#include "support/api_fixture.h"
#include "support/captured_log.h"

namespace {

using support::Captured;
using support::Hall;
using support::Reply;

constexpr auto target = "/api/v1/admin/log/";

// The log is the process's: each case looks at what came after its beginning.
struct Desk : Hall {
  base::JsonArray lines(const std::string& query = "") {
    const Reply reply = admin.get(target + ("?after=" + std::to_string(begun)) + query);
    REQUIRE(reply.status == 200);
    last = reply.at("last").get<std::int64_t>();
    return reply.at("lines").get<base::JsonArray>();
  }
  const Captured captured;
  const std::uint64_t begun = base::last_log_sequence();
  std::int64_t last = 0;
};

std::string field(const base::Json& line, const std::string& name) {
  const base::Json& value = line.get("fields").get(name);
  return value.is<picojson::null>() ? "" : value.get<std::string>();
}

}  // namespace

TEST_CASE("log: administrators alone read it, and what they ask for must make sense") {
  Desk desk;
  CHECK(desk.nobody.get(target).status == 401);
  CHECK(desk.owner.get(target).status == 403);
  CHECK(desk.admin.get(target).status == 200);
  CHECK(desk.admin.get(target).header("Cache-Control") == "no-store");
  for (const auto& [query, name] : {std::pair("?after=x", "after"), std::pair("?after=-1", "after"),
                                    std::pair("?level=loud", "level"), std::pair("?kind=gossip", "kind")}) {
    const Reply reply = desk.admin.get(std::string(target) + query);
    CHECK(reply.status == 400);
    CHECK(reply.json().get<base::JsonObject>().contains(name));
  }
}

TEST_CASE("log: events and requests stand in the order they came, with the box's time") {
  Desk desk;
  base::log(base::Level::info, "app", "first", {{"key", "value"}});
  desk.owner.json("POST", "/api/v1/booths/?secret=1", R"({"name":""})");
  base::log(base::Level::error, "store", "third");
  const base::JsonArray lines = desk.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].get("kind").to_str() == "event");
  CHECK(lines[0].get("level").to_str() == "info");
  CHECK(lines[0].get("where").to_str() == "app");
  CHECK(lines[0].get("what").to_str() == "first");
  CHECK(field(lines[0], "key") == "value");
  const auto at = base::from_iso_time(lines[0].get("at").to_str());
  REQUIRE(at);
  CHECK(*at <= desk.box.clock.now());
  CHECK(*at > desk.box.clock.now() - 600);

  CHECK(lines[1].get("kind").to_str() == "request");
  CHECK(lines[1].get("level").to_str() == "warning");
  CHECK(lines[1].get("where").to_str() == "http");
  CHECK(lines[1].get("what").to_str() == "POST /api/v1/booths/");
  CHECK(field(lines[1], "status") == "400");
  CHECK(field(lines[1], "account") == std::to_string(desk.owner_id.value));
  CHECK(field(lines[1], "address") == "10.0.0.9");
  CHECK(field(lines[1], "received") == "11");
  CHECK_FALSE(field(lines[1], "ms").empty());
  CHECK(lines[2].get("what").to_str() == "third");
  CHECK(lines[0].get("n").get<std::int64_t>() < lines[1].get("n").get<std::int64_t>());
  CHECK(lines[1].get("n").get<std::int64_t>() < lines[2].get("n").get<std::int64_t>());
  CHECK(desk.last == lines[2].get("n").get<std::int64_t>());
}

TEST_CASE("log: what came after a line is asked for with its number; one of an earlier run begins anew") {
  Desk desk;
  base::log(base::Level::info, "app", "first");
  desk.lines();
  CHECK(desk.admin.get(target + ("?after=" + std::to_string(desk.last)))
            .at("lines")
            .get<base::JsonArray>()
            .empty());
  base::log(base::Level::info, "app", "second");
  const Reply next = desk.admin.get(target + ("?after=" + std::to_string(desk.last)));
  REQUIRE(next.at("lines").get<base::JsonArray>().size() == 1);
  CHECK(next.at("lines").get(0).get("what").to_str() == "second");
  const Reply anew = desk.admin.get(std::string(target) + "?after=999999999999");
  CHECK(anew.at("lines").get<base::JsonArray>().size() >= 2);
  CHECK(anew.at("last").get<std::int64_t>() < 999999999999);
}

TEST_CASE("log: is filtered by level, kind and words, whatever their case") {
  Desk desk;
  base::log(base::Level::info, "app", "a Needle here");
  base::log(base::Level::warning, "store", "hay", {{"what", "needle"}});
  desk.owner.get("/api/v1/countries/");
  desk.owner.get("/api/v1/needle/");
  CHECK(desk.lines().size() == 4);
  CHECK(desk.lines("&kind=event").size() == 2);
  CHECK(desk.lines("&kind=request").size() == 2);
  CHECK(desk.lines("&level=warning").size() == 2);
  CHECK(desk.lines("&level=error").empty());
  CHECK(desk.lines("&search=NEEDLE").size() == 3);
  CHECK(desk.lines("&search=needle&kind=request&level=warning").size() == 1);
  CHECK(desk.lines("&level=&kind=&search=").size() == 4);
}

TEST_CASE("log: no answer has more than 500 lines, the newest") {
  Desk desk;
  for (int i = 0; i < 600; ++i) base::log(base::Level::info, "app", std::to_string(i));
  const base::JsonArray lines = desk.lines();
  REQUIRE(lines.size() == 500);
  CHECK(lines.front().get("what").to_str() == "100");
  CHECK(lines.back().get("what").to_str() == "599");
}

TEST_CASE("log: who asks whether the box is there leaves no line, nor does looking at the log") {
  Desk desk;
  desk.nobody.get("/api/v1/health/");
  desk.nobody.get("/readyz");
  desk.admin.get("/api/v1/admin/board/");
  desk.lines();
  CHECK(desk.lines("&kind=request").empty());
  desk.owner.get("/api/v1/admin/board/");
  CHECK(desk.lines("&kind=request").size() == 1);
}

TEST_CASE("log: of requests two thousand are remembered, and long or odd paths are cut") {
  Desk desk;
  desk.owner.get("/api/v1/" + std::string(158, 'x') + "/");
  desk.owner.get("/api/v1/%ff%fe/");
  const auto lines = desk.lines("&kind=request");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].get("what").to_str().size() == 4 + 160);
  CHECK(lines[1].get("what").to_str() == "GET /api/v1/");
  for (int i = 0; i < 2100; ++i) desk.nobody.get("/x/" + std::to_string(i));
  const auto kept = desk.box.activity.requests.since(0);
  REQUIRE(kept.size() == 2000);
  CHECK(kept.front().path == "/x/100");
  CHECK(kept.back().path == "/x/2099");
  CHECK(std::ranges::is_sorted(kept, {}, &api::LoggedRequest::n));
}

TEST_CASE("log: requests are printed only for debugging") {
  Desk desk;
  desk.owner.get("/api/v1/countries/");
  CHECK(desk.captured.all().empty());
  base::set_log_level(base::Level::debug);
  desk.owner.get("/api/v1/countries/?q=secret");
  base::set_log_level(base::Level::info);
  CHECK(desk.captured.without_time().starts_with("level=debug where=http what=\"a request\" method=GET"));
  CHECK(desk.captured.all().find("secret") == std::string::npos);
  CHECK(desk.lines("&kind=event").empty());
  CHECK(desk.lines("&kind=request").size() == 2);
}
