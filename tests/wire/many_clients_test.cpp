// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/process_stats.h"
#include "support/samples.h"
#include "support/server_fixture.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::WholeBox;
using Clock = std::chrono::steady_clock;

constexpr std::string_view boundary = "----hall";

std::string first_part(std::string_view field, std::string_view file_name) {
  return "--" + std::string(boundary) + "\r\nContent-Disposition: form-data; name=\"" + std::string(field) +
         "\"; filename=\"" + std::string(file_name) + "\"\r\n\r\n";
}
std::string last_line() { return "\r\n--" + std::string(boundary) + "--\r\n"; }

std::string upload_head(const WholeBox& box, const std::string& target, std::size_t length) {
  return box.head("POST", target) + "Content-Type: multipart/form-data; boundary=" + std::string(boundary) +
         "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string new_booth(const WholeBox& box) {
  const auto made = RawClient(box.port()).ask(box.post("/api/v1/booths/", R"({"name":"B","country":1})"));
  REQUIRE(made);
  REQUIRE(made->status == 201);
  return std::to_string(base::parse_json(made->body).get("id").get<std::int64_t>());
}

// Phones that send a photo a few bytes at a time, until they are told to go.
class Tricklers {
 public:
  Tricklers(const WholeBox& box, const std::string& booth, int many) {
    const std::string begin = first_part("image", "slow.jpg") + "\xff\xd8\xff\xe0";
    for (int i = 0; i < many; ++i) {
      RawClient& phone = phones_.emplace_back(box.port());
      REQUIRE(phone.send(upload_head(box, "/api/v1/booths/" + booth + "/images/", 10'000'000) + begin));
    }
    thread_ = std::thread([this] {
      for (; !gone_; std::this_thread::sleep_for(20ms)) {
        for (RawClient& phone : phones_) phone.send(std::string(100, '\0'));
      }
    });
  }
  ~Tricklers() {
    gone_ = true;
    thread_.join();
  }

 private:
  std::vector<RawClient> phones_;
  std::atomic<bool> gone_{false};
  std::thread thread_;
};

}  // namespace

TEST_CASE("hall: beside a thousand silent phones and twenty that trickle, another gets its list at once") {
  WholeBox box;
  const std::string booth = new_booth(box);
  const std::string list = box.get("/api/v1/booths/list/");
  REQUIRE(RawClient(box.port()).ask(list));
  const std::size_t threads_before = support::threads(), bytes_before = support::resident_bytes();

  std::vector<RawClient> silent;
  silent.reserve(1000);
  for (int i = 0; i < 1000; ++i) REQUIRE(silent.emplace_back(box.port()).ask(list));
  CHECK(support::threads() <= threads_before + 2);  // a spare one or two, not one each
  if (!support::sanitized) CHECK(support::resident_bytes() - bytes_before < 1000 * 4096);

  const Tricklers tricklers(box, booth, 20);
  std::this_thread::sleep_for(300ms);
  std::vector<Clock::duration> waits;
  for (int i = 0; i < 41; ++i) {
    const auto begun = Clock::now();
    const auto reply = RawClient(box.port()).ask(list);
    waits.push_back(Clock::now() - begun);
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->body.find(R"("name":"B")") != std::string::npos);
  }
  std::ranges::nth_element(waits, waits.begin() + 20);
  CHECK(waits[20] < (support::sanitized ? 500ms : 50ms));
  for (RawClient& phone : silent) REQUIRE(phone.ask(list));  // none was dropped to make room
}

TEST_CASE("hall: 200 MB that come slowly arrive whole, and never stand in memory") {
  http::ServerOptions options;
  options.silence_seconds = 1;
  WholeBox box({.server = options});
  const std::string booth = new_booth(box);
  const std::string begin = first_part("video", "long.mp4") + support::mp4();
  const std::string piece(1 << 20, 'v');
  constexpr std::size_t pieces = 200;
  const std::size_t bytes_before = support::resident_bytes();

  RawClient phone(box.port());
  const std::size_t length = begin.size() + pieces * piece.size() + last_line().size();
  REQUIRE(phone.send(upload_head(box, "/api/v1/booths/" + booth + "/videos/", length) + begin));
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < pieces; ++i) {
    REQUIRE(phone.send(piece));
    if (i % 8 == 0) std::this_thread::sleep_for(120ms);
  }
  CHECK(Clock::now() - begun > 2 * 1s);  // longer than any silence allowed
  if (!support::sanitized) CHECK(support::resident_bytes() < bytes_before + (16 << 20));
  const auto reply = phone.ask(last_line());
  REQUIRE(reply);
  REQUIRE(reply->status == 201);

  const std::string url = base::parse_json(reply->body).get("url").get<std::string>();
  const auto found = phone.ask(box.get(url.substr(url.find("/media/"))).replace(0, 3, "HEAD"));
  REQUIRE(found);
  CHECK(found->status == 200);
  CHECK(found->field("content-length") == std::to_string(support::mp4().size() + pieces * piece.size()));
}
