// SPDX-License-Identifier: MIT
// Uploads that an organiser stops, also while their phones say nothing.

#include <doctest/doctest.h>

#include <filesystem>

#include "support/samples.h"
#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::Reply;
using support::WholeBox;

constexpr auto uploads = "/api/v1/admin/uploads/";

struct Hall : WholeBox {
  Hall() {
    add_user("chief@example.com", true);
    chief = sign_in("chief@example.com").access;
    const Reply made = asked(post("/api/v1/booths/", R"({"name":"Booth","country":1})"));
    REQUIRE(made.status == 201);
    booth =
        "/api/v1/booths/" + std::to_string(base::parse_json(made.body).get("id").get<std::int64_t>()) + "/";
  }

  Reply asked(const std::string& request) const {
    const auto reply = RawClient(port()).ask(request);
    REQUIRE(reply);
    return *reply;
  }
  base::JsonArray active() const {
    const Reply reply = asked(head("GET", uploads, chief) + "\r\n");
    REQUIRE(reply.status == 200);
    return base::parse_json(reply.body).get("active").get<base::JsonArray>();
  }
  // The only upload there is, once so much of it has come.
  base::Json seen(std::int64_t bytes) const {
    for (int i = 0; i < 1000; ++i) {
      const base::JsonArray all = active();
      if (!all.empty() && all[0].get("received").get<std::int64_t>() >= bytes) return all[0];
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    FAIL("no upload is seen");
    return {};
  }
  Reply pause(bool paused) const {
    return asked(head("PUT", uploads, chief) +
                 json_of(paused ? R"({"videos_paused":true})" : R"({"videos_paused":false})"));
  }
  // What a phone sends of a video of 300000 bytes before it goes silent.
  bool begin_video(RawClient& phone) const {
    return phone.send(head("POST", booth + "videos/") +
                      "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 300200\r\n\r\n"
                      "--B\r\nContent-Disposition: form-data; name=\"video\"; filename=\"a.mp4\"\r\n\r\n" +
                      support::mp4(300'000).substr(0, 100'000));
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data() + "/media")) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  std::string chief, booth;
};

}  // namespace

TEST_CASE("uploads: a silent one is stopped long before its silence would end it, and nothing stays") {
  Hall hall;  // which waits half a minute for a silent phone, a RawClient ten seconds for an answer
  RawClient phone(hall.port());
  REQUIRE(hall.begin_video(phone));
  const base::Json upload = hall.seen(100'000);
  CHECK(upload.get("user").get("email").get<std::string>() == "ann@example.com");
  CHECK(upload.get("expected").get<std::int64_t>() == 300'200);
  CHECK(hall.files() == 1);
  const std::string id = std::to_string(upload.get("id").get<std::int64_t>());
  CHECK(hall.asked(WholeBox::head("DELETE", uploads + id + "/", hall.chief) + "\r\n").status == 204);
  const auto reply = phone.read();
  REQUIRE(reply);
  CHECK(reply->status == 409);
  CHECK(reply->body == R"({"detail":"The organiser has stopped this upload."})");
  CHECK(reply->closes());
  CHECK(hall.files() == 0);
  CHECK(hall.active().empty());
}

TEST_CASE("uploads: one that still sends is told, too") {
  Hall hall;
  RawClient phone(hall.port());
  REQUIRE(hall.begin_video(phone));
  const std::string id = std::to_string(hall.seen(1).get("id").get<std::int64_t>());
  CHECK(hall.asked(WholeBox::head("DELETE", uploads + id + "/", hall.chief) + "\r\n").status == 204);
  CHECK(phone.send(std::string(100'000, '\x01')));
  const auto reply = phone.read();
  REQUIRE(reply);
  CHECK(reply->status == 409);
}

TEST_CASE("uploads: pausing videos ends those on their way and refuses new ones until it is over") {
  Hall hall;
  RawClient phone(hall.port());
  REQUIRE(hall.begin_video(phone));
  hall.seen(100'000);
  CHECK(hall.pause(true).status == 200);
  auto reply = phone.read();
  REQUIRE(reply);
  CHECK(reply->status == 503);
  CHECK(reply->field("retry-after") == "30");
  CHECK(hall.files() == 0);

  hall.restart();
  RawClient next(hall.port());
  REQUIRE(hall.begin_video(next));
  reply = next.read();
  REQUIRE(reply);
  CHECK(reply->status == 503);
  CHECK(hall.pause(false).status == 200);
  RawClient after(hall.port());
  REQUIRE(hall.begin_video(after));
  hall.seen(100'000);
}
