// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <latch>
#include <memory>

#include "api/context/background_jobs.h"
#include "support/api_fixture.h"

namespace {

using api::Job;
using support::Client;
using support::Hall;
using support::Reply;

constexpr const char* target = "/api/v1/admin/jobs/";

std::string url(std::int64_t job) { return target + std::to_string(job) + "/"; }

// Work that does not end before the test says so.
struct Gate {
  std::shared_ptr<std::latch> closed = std::make_shared<std::latch>(1);

  void open() { closed->count_down(); }

  auto work(std::string result) {
    return [closed = closed, result](Job&) {
      closed->wait();
      return result;
    };
  }
};

struct Office : Hall {
  std::int64_t start(const std::string& kind, api::JobQueue::Work work) {
    return box.jobs.start(kind, std::move(work));
  }
  Reply end_of(std::int64_t job) { return admin.ended(admin.get(url(job))); }
  std::string error_of(api::JobQueue::Work work) {
    const Reply job = end_of(start("import", std::move(work)));
    CHECK(job.at("state").to_str() == "failed");
    CHECK(job.at("result").is<picojson::null>());
    return job.at("error").to_str();
  }
};

}  // namespace

TEST_CASE("jobs: administrators alone see and forget them") {
  Office office;
  const std::int64_t job = office.start("import", [](Job&) { return "{}"; });
  office.end_of(job);
  for (const std::string& path : {std::string(target), url(job)}) {
    CHECK(office.nobody.get(path).status == 401);
    CHECK(office.owner.get(path).status == 403);
    CHECK(office.admin.get(path).status == 200);
  }
  CHECK(office.nobody.ask("DELETE", url(job)).status == 401);
  CHECK(office.owner.ask("DELETE", url(job)).status == 403);
  CHECK(office.admin.ask("DELETE", target).status == 405);
  CHECK(office.admin.get(url(99)).status == 404);
  CHECK(office.admin.ask("DELETE", url(99)).status == 404);
  CHECK(office.admin.ask("DELETE", url(job)).status == 204);
  CHECK(office.admin.get(url(job)).status == 404);
}

TEST_CASE("jobs: one tells how far it is while it runs, and what came of it after") {
  Office office;
  Gate gate;
  std::latch half_way(1);
  office.box.clock.set_now(1'800'000'000);
  const std::int64_t job = office.start("import", [&](Job& self) {
    self.steps(4);
    self.step();
    self.step();
    half_way.count_down();
    gate.closed->wait();
    self.step();
    self.step();
    return R"({"rows":[1,2]})";
  });
  half_way.wait();
  CHECK(office.admin.get(url(job)).body ==
        R"({"id":1,"kind":"import","state":"running","done":2,"total":4,"started_at":"2027-01-15T08:00:00Z",)"
        R"("error":null,"result":null})");
  const Reply early = office.admin.ask("DELETE", url(job));
  CHECK(early.status == 409);
  CHECK(early.body == R"({"detail":"This job is still running."})");
  gate.open();
  const Reply end = office.end_of(job);
  CHECK(end.body ==
        R"({"id":1,"kind":"import","state":"done","done":4,"total":4,"started_at":"2027-01-15T08:00:00Z",)"
        R"("error":null,"result":{"rows":[1,2]}})");
  CHECK(end.header("Cache-Control") == "no-store");
}

TEST_CASE("jobs: one of a kind at a time, of another kind beside it") {
  Office office;
  Gate gate;
  const std::int64_t first = office.start("import", gate.work("1"));
  try {
    office.start("import", gate.work("2"));
    FAIL("a second one was started");
  } catch (const http::HttpError& error) {
    CHECK(error.status == 409);
    CHECK(error.body == R"({"detail":"Another import is running. Wait until it has ended."})");
  }
  const std::int64_t other = office.start("restore", gate.work("3"));
  gate.open();
  CHECK(office.end_of(first).at("result").get<std::int64_t>() == 1);
  CHECK(office.end_of(other).at("result").get<std::int64_t>() == 3);
  CHECK(office.end_of(office.start("import", [](Job&) { return "4"; })).at("state").to_str() == "done");
}

TEST_CASE("jobs: what a work throws is told in plain words") {
  using store::StorageError;
  Office office;
  CHECK(office.error_of([](Job&) -> std::string { throw std::runtime_error("line 3 is bad"); }) ==
        "line 3 is bad");
  CHECK(office.error_of([](Job&) -> std::string {
    throw StorageError(StorageError::Kind::full, "commit");
  }) == "There is not enough room on the drive of this box.");
  CHECK(office.error_of([](Job&) -> std::string {
    throw StorageError(StorageError::Kind::overload, "queue");
  }) == "This box is busy. Try again in a moment.");
  CHECK(office.error_of([](Job&) -> std::string { throw base::DiskError(EIO, "write x"); }) ==
        "The drive of this box does not work at the moment.");
  CHECK(office.error_of([](Job&) -> std::string { throw http::error_response(409, "Not now."); }) ==
        "Not now.");
  CHECK(office.error_of([](Job&) -> std::string { throw std::bad_alloc(); }) ==
        "There is not enough memory in this box.");
  CHECK(office.error_of([](Job&) -> std::string { throw std::logic_error("vector"); }) ==
        "A server error occurred.");
}

TEST_CASE("jobs: the list has the newest first, and twenty of those that have ended") {
  Office office;
  for (int at = 0; at < 25; ++at) office.end_of(office.start("import", [](Job&) { return "[7]"; }));
  const base::JsonArray list = office.admin.get(target).json().get<base::JsonArray>();
  REQUIRE(list.size() == 20);
  CHECK(list.front().get("id").get<std::int64_t>() == 25);
  CHECK(list.back().get("id").get<std::int64_t>() == 6);
  CHECK(list.front().get("result").is<picojson::null>());
  CHECK(office.admin.get(url(25)).at("result").serialize() == "[7]");
}

TEST_CASE("jobs: progress is counted, and cancels the work when the server stops") {
  support::FakeClock clock;
  api::Activity activity(clock);
  api::JobQueue jobs(clock, activity);
  std::latch begun(1);
  const std::int64_t job = jobs.start("import", [&](Job& self) -> std::string {
    const base::Progress progress = self.progress();
    progress.begin(3);
    progress.step();
    begun.count_down();
    while (!self.stopping()) std::this_thread::yield();
    progress.step();
    return "[]";
  });
  begun.wait();
  jobs.stop();
  const auto status = jobs.find(job);
  REQUIRE(status);
  CHECK(status->state == api::JobState::failed);
  CHECK(status->error == "The box was stopped meanwhile.");
  CHECK(status->done == 2);
  CHECK(status->total == 3);
}

TEST_CASE("jobs: the end of the box tells what runs and waits for it") {
  support::FakeClock clock;
  api::Activity activity(clock);
  api::JobQueue jobs(clock, activity);
  std::latch begun(1);
  const std::int64_t job = jobs.start("restore", [&](Job& self) -> std::string {
    begun.count_down();
    while (!self.stopping()) std::this_thread::yield();
    throw api::JobCancelled();
  });
  begun.wait();
  jobs.stop();
  const auto status = jobs.find(job);
  REQUIRE(status);
  CHECK(status->state == api::JobState::failed);
  CHECK(status->error == "The box was stopped meanwhile.");
  CHECK_THROWS_AS(jobs.start("import", [](Job&) { return "1"; }), http::HttpError);
}
