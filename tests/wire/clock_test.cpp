// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "support/fake_clock.h"
#include "support/server_fixture.h"

namespace {

using support::FakeMachine;
using support::RawClient;
using support::WholeBox;

constexpr std::int64_t day = 86'400, years_56 = 56 * 365 * day;
constexpr auto clock_target = "/api/v1/admin/clock/";

// The phones of a hall, each with an account and a connection of its own.
class Phones {
 public:
  Phones(WholeBox& box, int many) : box_(box) {
    for (int i = 0; i < many; ++i) {
      const std::string email = "phone" + std::to_string(i) + "@example.com";
      box.add_user(email);
      pairs_.push_back(box.sign_in(email));
    }
    connect();
  }

  void connect() {
    connections_.clear();
    for (std::size_t i = 0; i < pairs_.size(); ++i) connections_.emplace_back(box_.port());
  }

  // How many are let in with their access tokens, and how many can renew them.
  std::size_t signed_in() {
    return count([&](RawClient& phone, const WholeBox::Pair& pair) {
      return phone.ask(WholeBox::head("GET", "/api/v1/countries/", pair.access) + "\r\n");
    });
  }
  std::size_t renewing() {
    return count([&](RawClient& phone, const WholeBox::Pair& pair) {
      return phone.ask("POST /api/v1/token/refresh/ HTTP/1.1\r\nHost: box\r\n" +
                       WholeBox::json_of(R"({"refresh":")" + pair.refresh + R"("})"));
    });
  }

 private:
  template <class Ask>
  std::size_t count(Ask ask) {
    std::size_t good = 0;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const auto reply = ask(connections_[i], pairs_[i]);
      REQUIRE(reply);
      CHECK((reply->status == 200 || reply->status == 401));
      good += reply->status == 200 ? 1 : 0;
    }
    return good;
  }

  WholeBox& box_;
  std::vector<WholeBox::Pair> pairs_;
  std::vector<RawClient> connections_;
};

support::Reply ask(const WholeBox& box, const std::string& request) {
  const auto reply = RawClient(box.port()).ask(request);
  REQUIRE(reply);
  return *reply;
}

}  // namespace

TEST_CASE("clock: leaps of the machine's clock and restarts sign no phone out, and revive no token") {
  FakeMachine machine;
  WholeBox box({.machine = machine.machine()});
  Phones ended(box, 1);
  machine.advance(7 * day);
  Phones phones(box, 100);
  machine.advance(60);  // on their way
  const auto all_stay = [&](const char* after) {
    CAPTURE(after);
    CHECK(phones.signed_in() == 100);
    CHECK(phones.renewing() == 100);
    CHECK(ended.signed_in() == 0);
    CHECK(ended.renewing() == 0);
  };
  const auto restart = [&](const std::function<void()>& meanwhile = [] {}) {
    box.restart(meanwhile);
    phones.connect();
    ended.connect();
  };
  all_stay("signing in");
  machine.move_calendar(years_56);
  all_stay("56 years forwards");
  machine.move_calendar(-years_56 - day);
  all_stay("one day backwards");
  restart();
  all_stay("a restart");
  machine.move_calendar(10 * 365 * day);
  restart();
  all_stay("a restart with the machine ten years ahead, which may be right");
  restart([&] { machine.boot(0); });
  all_stay("a boot in 1970");
  restart([&] { machine.boot(base::earliest_plausible() + years_56); });
  all_stay("a boot 56 years ahead");

  machine.advance(900);
  CHECK(phones.signed_in() == 0);
  CHECK(phones.renewing() == 100);
  machine.advance(7 * day);
  CHECK(phones.renewing() == 0);
}

TEST_CASE("clock: the time of the box goes on over restarts and does not go back") {
  FakeMachine machine;
  WholeBox box({.machine = machine.machine()});
  box.add_user("chief@example.com", true);
  const std::string token = box.sign_in("chief@example.com").access;
  const auto clock = [&] { return ask(box, WholeBox::head("GET", clock_target, token) + "\r\n").body; };
  const auto says = [](std::int64_t seconds, const std::string& source) {
    return R"({"time":")" + base::iso_time(base::earliest_plausible() + seconds) + R"(","source":")" +
           source + R"("})";
  };
  CHECK(clock() == says(1000, "system"));
  machine.advance(100);
  machine.move_calendar(-day);
  CHECK(clock() == says(1100, "system"));
  box.restart();
  CHECK(clock() == says(1100, "system"));
  const auto boot_in_1970 = [&] { machine.boot(0); };
  box.restart(boot_in_1970);
  CHECK(clock() == says(1100, "restored"));

  const std::string set = R"({"time":")" + base::iso_time(base::earliest_plausible() + 5 * day) + R"("})";
  CHECK(ask(box, WholeBox::head("PUT", clock_target, token) + WholeBox::json_of(set)).body ==
        says(5 * day, "administrator"));
  box.restart();
  CHECK(clock() == says(5 * day, "administrator"));
  box.restart(boot_in_1970);
  CHECK(clock() == says(5 * day, "restored"));
}

TEST_CASE("clock: answers are dated when the box knows the time, and only then") {
  FakeMachine machine(0);
  WholeBox box({.machine = machine.machine()});
  box.add_user("chief@example.com", true);
  const std::string token = box.sign_in("chief@example.com").access;
  const std::string good = box.get("/api/v1/booths/list/"), malformed = "GET / HTTP/1.1\r\nHost\r\n\r\n";
  CHECK_FALSE(ask(box, good).has("date"));
  CHECK_FALSE(ask(box, malformed).has("date"));

  const base::UnixSeconds now = base::earliest_plausible() + day;
  const std::string set = R"({"time":")" + base::iso_time(now) + R"("})";
  CHECK(ask(box, WholeBox::head("PUT", clock_target, token) + WholeBox::json_of(set)).status == 200);
  CHECK(ask(box, good).field("date") == base::http_time(now));
  CHECK(ask(box, malformed).field("date") == base::http_time(now));
  machine.advance(1);
  CHECK(ask(box, good).field("date") == base::http_time(now + 1));

  box.restart([&] { machine.boot(0); });
  CHECK_FALSE(ask(box, good).has("date"));
}
