// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using base::ClockSource;
using support::Client;
using support::Hall;
using support::Reply;

constexpr auto target = "/api/v1/admin/clock/";
constexpr std::int64_t day = 86'400;

// A hall with an administrator, at a time that may be set.
struct Office : Hall {
  Office() { box.clock.set_now(now); }
  Reply put(const std::string& time) { return chief.json("PUT", target, R"({"time":")" + time + R"("})"); }

  const base::UnixSeconds now = base::earliest_plausible() + day;
  Client chief{box, box.add_user("chief@example.com", 1, true)};
};

std::string complaint(const Reply& reply) {
  const base::JsonObject body = reply.json().get<base::JsonObject>();
  REQUIRE(body.size() == 1);
  REQUIRE(body.contains("time"));
  const base::JsonArray& messages = body.at("time").get<base::JsonArray>();
  REQUIRE(messages.size() == 1);
  return messages[0].get<std::string>();
}

}  // namespace

TEST_CASE("clock: the administrator alone may see and set it") {
  Office office;
  const std::string body = R"({"time":")" + base::iso_time(office.now + day) + R"("})";
  for (const char* method : {"GET", "PUT"}) {
    CHECK(office.nobody.json(method, target, body).status == 401);
    CHECK(office.owner.json(method, target, body).status == 403);
    CHECK(office.box.clock.now() == office.now);
    CHECK(office.chief.json(method, target, body).status == 200);
  }
  CHECK(office.box.clock.now() == office.now + day);
  CHECK(office.chief.json("POST", target, body).status == 405);
}

TEST_CASE("clock: says what time it is and where that is from") {
  Office office;
  const std::string time = base::iso_time(office.now);
  for (const auto& [source, word] :
       {std::pair(ClockSource::unset, "unset"), std::pair(ClockSource::restored, "restored"),
        std::pair(ClockSource::system, "system"), std::pair(ClockSource::administrator, "administrator")}) {
    office.box.clock.set_source(source);
    const Reply reply = office.chief.get(target);
    CHECK(reply.body == R"({"time":")" + time + R"(","source":")" + word + R"("})");
    CHECK(reply.header("Cache-Control") == "no-store");
  }
}

TEST_CASE("clock: is set forwards, and the answer is what it is then") {
  Office office;
  office.box.clock.set_source(ClockSource::restored);
  const std::string later = base::iso_time(office.now + 400 * day);
  const Reply reply = office.put(later.substr(0, later.size() - 1) + ".250Z");
  CHECK(reply.status == 200);
  CHECK(reply.body == R"({"time":")" + later + R"(","source":"administrator"})");
  CHECK(office.box.clock.now() == office.now + 400 * day);
  CHECK(office.chief.get(target).body == reply.body);
  CHECK(office.owner.get("/api/v1/countries/").status == 200);  // nobody is signed out
}

TEST_CASE(
    "clock: a time that is behind, implausible or none is refused with a sentence, and nothing is set") {
  Office office;
  const auto refused = [&](const std::string& time) {
    const Reply reply = office.put(time);
    CHECK_MESSAGE(reply.status == 400, time);
    CHECK(office.box.clock.now() == office.now);
    CHECK(office.box.clock.source() == ClockSource::system);
    return complaint(reply);
  };
  CHECK(refused(base::iso_time(office.now - 91)) ==
        "The time of this box does not go back: it is " + base::iso_time(office.now) + " already.");
  for (const base::UnixSeconds time : {base::UnixSeconds(0), base::earliest_plausible() - 1,
                                       base::latest_plausible() + 1, office.now + 56 * 365 * day}) {
    CHECK(refused(base::iso_time(time)).starts_with("This cannot be the time: this box takes times from "));
  }
  CHECK(refused("soon").starts_with("Datetime has wrong format."));
  CHECK(office.chief.json("PUT", target, "{}").body == R"({"time":["This field is required."]})");
  CHECK(office.chief.json("PUT", target, R"({"time":null})").body ==
        R"({"time":["This field may not be null."]})");
}

TEST_CASE("clock: a browser some seconds behind confirms the box's time") {
  Office office;
  office.box.clock.set_source(ClockSource::restored);
  CHECK(office.put(base::iso_time(office.now - 90)).status == 200);
  CHECK(office.box.clock.source() == ClockSource::administrator);
}

TEST_CASE("clock: is not set when the drive cannot keep it") {
  Office office;
  office.box.clock_cannot_be_noted = true;
  CHECK(office.put(base::iso_time(office.now + day)).status == 507);
  CHECK(office.box.clock.now() == office.now);
}
