// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/files.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::png;
using support::Reply;
using Why = store::StorageError::Kind;

}  // namespace

TEST_CASE("trouble: health says ok to anybody and asks nothing of the drive") {
  Hall hall;
  hall.box.engine.broken = Why::disk;
  const Reply reply = hall.nobody.get("/api/v1/health/");
  CHECK(reply.status == 200);
  CHECK(reply.body == R"({"status":"ok"})");
  CHECK(hall.nobody.ask("POST", "/api/v1/health/").header("Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("trouble: the box is ready while it can commit and has room") {
  Hall hall;
  CHECK(hall.nobody.get("/readyz").status == 200);
  for (const Why why : {Why::disk, Why::full, Why::overload, Why::broken}) {
    hall.box.engine.broken = why;
    CHECK(hall.nobody.get("/readyz").status == 503);
  }
  Hall crowded({.media = {.reserve_bytes = UINT64_MAX / 4}});
  CHECK(crowded.nobody.get("/readyz").status == 503);
}

TEST_CASE("trouble: a failing database is told apart from a full one and a busy one; no file stays") {
  Hall hall;
  const std::string booth = hall.new_booth();
  struct {
    Why why;
    int status;
    const char* retry;
  } const table[] = {
      {Why::disk, 503, "10"}, {Why::broken, 503, "10"}, {Why::full, 507, ""}, {Why::overload, 503, "2"}};
  for (const auto& [why, status, retry] : table) {
    hall.box.engine.broken = why;
    const Reply upload = hall.owner.upload(booth + "images/", "image", png, "a.png");
    CHECK(upload.status == status);
    CHECK(upload.header("Retry-After") == retry);
    CHECK(upload.json().get<base::JsonObject>().size() == 1);
    CHECK(upload.at("detail").is<std::string>());
    CHECK(hall.owner.ask("DELETE", booth).status == status);
    CHECK(hall.box.media_files() == 0);
  }
  hall.box.engine.broken = {};
  CHECK(hall.owner.upload(booth + "images/", "image", png, "a.png").status == 201);
}

TEST_CASE("trouble: what was done is told as done, whether or not the drive can be read after") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::string item =
      booth + "items/" + std::to_string(hall.owner.json("POST", booth + "items/", R"({"name": "x"})").id()) +
      "/";
  const std::string image = booth + "images/" +
                            std::to_string(hall.owner.upload(booth + "images/", "image", png, "a.png").id()) +
                            "/";
  hall.box.engine.unreadable = Why::disk;
  const auto done = [&](const std::string& method, const std::string& path, int status) {
    hall.box.engine.committed = false;
    const Reply reply = hall.owner.json(method, path, R"({"name": "y"})");
    CHECK_MESSAGE(reply.status == status, method << " " << path);
    return reply;
  };
  CHECK(done("PATCH", booth, 200).at("name").to_str() == "y");
  CHECK(done("PATCH", item, 200).at("name").to_str() == "y");
  CHECK(done("POST", image + "set-primary/", 200).at("is_primary").evaluate_as_boolean());
  done("POST", booth + "items/", 201);
  done("DELETE", item, 204);
  CHECK(hall.owner.get(booth).status == 503);
}

TEST_CASE("trouble: the files of a write that the drive may bring back stay until a start knows about it") {
  Hall hall;
  const std::string booth = hall.new_booth();
  hall.box.engine.broken = Why::disk;
  hall.box.engine.undecided = true;
  CHECK(hall.owner.upload(booth + "images/", "image", png, "a.png").status == 503);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("trouble: an upload there is no room for is 507 before it is read") {
  // Less is free than the reserve, more than its half, which the organiser has.
  const std::uint64_t free = base::free_bytes(std::filesystem::temp_directory_path());
  Hall hall({.media = {.reserve_bytes = free + free / 2}});
  const std::string booth = hall.new_booth();
  const Reply reply = hall.owner.upload(booth + "images/", "image", png, "a.png");
  CHECK(reply.status == 507);
  CHECK(reply.body_unread);
  CHECK(hall.owner.json("PUT", booth, R"({"name": "texts still fit"})").status == 200);
}

TEST_CASE("trouble: what changed while a request was looked at is told, and no file stays") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::pair<store::Rejection, int> table[] = {{store::Rejection::not_found, 404},
                                                    {store::Rejection::quota_exceeded, 403},
                                                    {store::Rejection::version_mismatch, 409},
                                                    {store::Rejection::already_exists, 409},
                                                    {store::Rejection::invalid_reference, 409}};
  for (const auto& [why, status] : table) {
    hall.box.engine.refused = why;
    const Reply reply = hall.owner.form("POST", "/api/v1/booths/",
                                        {{"name", "x"}, {"country", "1"}, {"images", png, "a.png"}});
    CHECK(reply.status == status);
    CHECK(reply.at("detail").is<std::string>());
    CHECK(hall.box.media_files() == 0);
  }
}

TEST_CASE("trouble: unknown URLs under the API are 404 in JSON") {
  Hall hall;
  for (const char* target : {"/api/v1/", "/api/v1/nonsense/", "/api/v1/booths/abc/",
                             "/api/v1/booths/1/items/one/", "/api/v1/booths/1/items/1/videos/"}) {
    const Reply reply = hall.owner.get(target);
    CHECK_MESSAGE(reply.status == 404, target);
    CHECK(reply.body == R"({"detail":"Not found."})");
  }
}

TEST_CASE("trouble: the figures of the box are for administrators alone") {
  Hall hall;
  hall.box.metrics.gauge("phones", "Phones in the hall.", [] { return 5; });
  CHECK(hall.nobody.get("/metrics").status == 401);
  CHECK(hall.owner.get("/metrics").status == 403);
  const Reply reply = hall.admin.get("/metrics");
  CHECK(reply.status == 200);
  CHECK(reply.body.find("expobox_phones 5\n") != std::string::npos);
  CHECK(reply.content_type.starts_with("application/openmetrics-text"));
}
