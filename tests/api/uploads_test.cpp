// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "api/context/active_uploads.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr auto target = "/api/v1/admin/uploads/";
constexpr auto no_videos = R"({"detail":"The organiser has paused videos. Try again later."})";

// A hall with an upload of 5000 bytes of video, in which something goes on after 3000 bytes.
struct Air : Hall {
  const std::string booth = new_booth();

  Reply send_video(std::function<void()> meanwhile) {
    box.on_read = [done = false, meanwhile = std::move(meanwhile)](std::uint64_t taken) mutable {
      if (taken >= 3000 && !std::exchange(done, true)) meanwhile();
    };
    return owner.upload(booth + "videos/", "video", support::mp4(5000), "1.mp4");
  }
  base::Json active() { return admin.get(target).at("active"); }
  Reply pause(bool paused) {
    return admin.json("PUT", target, paused ? R"({"videos_paused": true})" : R"({"videos_paused": false})");
  }
};

}  // namespace

TEST_CASE("uploads: the administrator alone sees, stops and pauses") {
  Air hall;
  for (const auto& [method, url] :
       {std::pair("GET", std::string(target)), std::pair("PUT", std::string(target)),
        std::pair("DELETE", std::string(target) + "1/")}) {
    CHECK(hall.nobody.json(method, url, R"({"videos_paused": true})").status == 401);
    CHECK(hall.owner.json(method, url, R"({"videos_paused": true})").status == 403);
  }
  CHECK(hall.admin.get(target).body == R"({"videos_paused":false,"active":[],"unfinished":[]})");
  CHECK(hall.admin.ask("DELETE", std::string(target) + "1/").status == 404);
  for (const char* body : {"{}", R"({"videos_paused": null})", R"({"videos_paused": 2})"}) {
    CHECK(hall.admin.json("PUT", target, body).status == 400);
  }
}

TEST_CASE("uploads: one on its way is seen with its sender, how far it is and how fast") {
  Air hall;
  base::Json seen;
  const Reply sent = hall.send_video([&] {
    hall.box.clock.advance(2);
    REQUIRE(hall.active().get<base::JsonArray>().size() == 1);
    seen = hall.active().get(0);
    CHECK(hall.box.uploads.active() == 1);
    CHECK(hall.box.uploads.bytes_per_second() == 1500);
    hall.box.clock.advance(7);
    CHECK(hall.box.uploads.bytes_per_second() == 0);  // it has gone silent
    CHECK(hall.active().get(0).get("silent_seconds").get<std::int64_t>() == 9);
  });
  CHECK(sent.status == 201);
  CHECK(seen.get("user").get("email").get<std::string>() == "owner@example.com");
  CHECK(seen.get("request").get<std::string>() == "POST " + hall.booth + "videos/");
  CHECK(seen.get("received").get<std::int64_t>() == 3000);
  CHECK(seen.get("expected").get<std::int64_t>() > 5000);
  CHECK(seen.get("bytes_per_second").get<std::int64_t>() == 1500);
  CHECK(seen.get("seconds").get<std::int64_t>() == 2);
  CHECK(seen.get("silent_seconds").get<std::int64_t>() == 2);
  CHECK(hall.box.uploads.active() == 0);
}

TEST_CASE("uploads: requests without files are none") {
  Air hall;
  hall.box.on_read = [&](std::uint64_t) { CHECK(hall.box.uploads.active() == 0); };
  CHECK(hall.owner.json("PATCH", hall.booth, R"({"name": "x"})").status == 200);
}

TEST_CASE("uploads: a stopped one is told 409 and leaves nothing") {
  Air hall;
  const Reply sent = hall.send_video([&] {
    const std::string id = std::to_string(hall.active().get(0).get("id").get<std::int64_t>());
    CHECK(hall.admin.ask("DELETE", target + id + "/").status == 204);
    CHECK(hall.admin.ask("DELETE", target + id + "/").status == 204);  // it is still on its way out
  });
  CHECK(sent.status == 409);
  CHECK(sent.body == R"({"detail":"The organiser has stopped this upload."})");
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.box.uploads.active() == 0);
  CHECK(hall.send_video([] {}).status == 201);  // the next one is not
}

TEST_CASE("uploads: while videos are paused they are 503, before a byte is read where the URL says it") {
  Air hall;
  CHECK(hall.pause(true).body == R"({"videos_paused":true,"active":[],"unfinished":[]})");
  const Reply video = hall.send_video([] {});
  CHECK(video.status == 503);
  CHECK(video.body == no_videos);
  CHECK(video.header("Retry-After") == "30");
  CHECK(video.body_unread);
  const Reply in_form = hall.owner.form(
      "PATCH", hall.booth, {{"images", support::png, "1.png"}, {"videos", support::mp4(), "1.mp4"}});
  CHECK(in_form.status == 503);
  CHECK(in_form.header("Retry-After") == "30");
  const Reply created = hall.owner.form(
      "POST", "/api/v1/booths/", {{"name", "x"}, {"country", "1"}, {"videos", support::mp4(), "1.mp4"}});
  CHECK(created.body == no_videos);
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.owner.upload(hall.booth + "images/", "image", support::png, "1.png").status == 201);
  CHECK(hall.stranger.upload(hall.booth + "videos/", "video", support::mp4(), "1.mp4").status == 403);

  CHECK(hall.pause(false).status == 200);
  CHECK(hall.send_video([] {}).status == 201);
}

TEST_CASE("uploads: pausing stops the videos on their way, not the images") {
  Air hall;
  CHECK(hall.send_video([&] { hall.pause(true); }).body == no_videos);
  CHECK(hall.box.media_files() == 0);
  hall.pause(false);
  hall.box.on_read = [&](std::uint64_t) { hall.box.uploads.pause_videos(true); };
  CHECK(hall.owner.upload(hall.booth + "images/", "image", support::png, "1.png").status == 201);
}

TEST_CASE("uploads: that videos are paused outlives the box, and is not said when it could not be kept") {
  Air hall;
  CHECK_FALSE(api::videos_paused(hall.box.engine));
  hall.pause(true);
  CHECK(api::videos_paused(hall.box.engine));
  hall.box.engine.broken = store::StorageError::Kind::disk;
  CHECK(hall.pause(false).status == 503);
  CHECK(hall.box.uploads.videos_paused());
  hall.box.engine.broken.reset();
  hall.pause(false);
  CHECK_FALSE(api::videos_paused(hall.box.engine));
}

TEST_CASE("uploads: what a box remembers of a rate is the last seconds") {
  Air hall;
  std::string bytes(100'000, 'x');
  support::TextBody body(bytes, true);
  http::Request request;
  request.method = "POST";
  request.body = &body;
  api::ActiveUploads::Registration place(hall.box.uploads, request, false);
  char piece[1000];
  for (int second = 0; second < 20; ++second) {
    place.read(piece, sizeof piece);
    place.read(piece, sizeof piece);
    hall.box.clock.advance(1);
  }
  // The four seconds before the one that has just begun; nothing has come in it.
  CHECK(hall.box.uploads.bytes_per_second() == 2000);
  CHECK_FALSE(hall.box.uploads.snapshot().at(0).expected);
  CHECK(hall.box.uploads.snapshot().at(0).received == 40'000);
}
