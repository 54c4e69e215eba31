// SPDX-License-Identifier: MIT
// Uploads beside others that are slow: nobody keeps another from uploading.

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/samples.h"
#include "support/server_fixture.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::Reply;
using support::WholeBox;

constexpr auto greedy = "127.0.0.2", honest = "127.0.0.3";
constexpr int slots = 24;

struct Hall : WholeBox {
  Hall() {
    add_user("bob@example.com");
    bob = sign_in("bob@example.com").access;
    ann_booth = new_booth(token());
    bob_booth = new_booth(bob);
  }
  std::string new_booth(const std::string& who) const {
    const auto made = RawClient(port()).ask(head("POST", "/api/v1/booths/", who) +
                                            json_of(R"({"name":"Booth","country":1})"));
    REQUIRE(made);
    REQUIRE(made->status == 201);
    return "/api/v1/booths/" + std::to_string(base::parse_json(made->body).get("id").get<std::int64_t>()) +
           "/images/";
  }
  // A photo that takes its time.
  static std::string photo() {
    return multipart(support::jpeg_with(support::jpeg_segment(0xEF, std::string(60'000, 'x')) +
                                        support::jpeg_segment(0xEF, std::string(60'000, 'x'))));
  }
  static std::string multipart(const std::string& photo) {
    return "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\n" + photo +
           "\r\n--B--\r\n";
  }
  static std::string upload(const std::string& booth, const std::string& who, const std::string& body) {
    return head("POST", booth, who) +
           "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  std::string bob, ann_booth, bob_booth;
};

// Uploads of one exhibitor, a few bytes at a time.
class SlowUploads {
 public:
  SlowUploads(const Hall& hall, int count) {
    const std::string body = Hall::multipart("\xff\xd8\xff\xe0" + std::string(1'000'000, 'x'));
    const std::string request = Hall::upload(hall.ann_booth, hall.token(), body);
    for (int i = 0; i < count; ++i) {
      clients_.emplace_back(hall.port(), 0, greedy);
      REQUIRE(clients_.back().send(request.substr(0, request.size() - 900'000)));
    }
    thread_ = std::thread([this] {
      for (; !gone_; std::this_thread::sleep_for(50ms)) {
        for (RawClient& one : clients_) one.send(std::string(100, 'x'));
      }
    });
  }
  ~SlowUploads() {
    gone_ = true;
    thread_.join();
  }
  std::vector<RawClient>& clients() { return clients_; }

 private:
  std::vector<RawClient> clients_;
  std::atomic<bool> gone_{false};
  std::thread thread_;
};

}  // namespace

TEST_CASE("upload slots: slow uploads of one exhibitor give way to another's, at the same address too") {
  Hall hall;
  SlowUploads slow(hall, slots + 6);
  std::this_thread::sleep_for(500ms);
  for (const char* address : {honest, greedy}) {
    const auto reply =
        RawClient(hall.port(), 0, address).ask(Hall::upload(hall.bob_booth, hall.bob, Hall::photo()));
    REQUIRE(reply);
    CHECK(reply->status == 201);
  }
  int evicted = 0;
  for (RawClient& one : slow.clients()) {
    if (!one.hears_within(0ms)) continue;
    const auto reply = one.read();
    REQUIRE(reply);
    CHECK(reply->status == 503);
    CHECK(base::parse_int(reply->field("retry-after")).value_or(0) >= 1);
    ++evicted;
  }
  CHECK(evicted >= 1);
  CHECK(evicted < slots);  // no more than was needed
}

TEST_CASE("upload slots: bodies to anybody's routes take none") {
  Hall hall;
  std::vector<RawClient> slow;
  for (const std::string target : {"/api/v1/token/", "/api/v1/token/refresh/", "/api/v1/token/code/",
                                   "/api/v1/admin/first-run/", "/api/v1/admin/session/"}) {
    for (const std::string framing :
         {"Content-Length: 10000", "Content-Length: 10000\r\nExpect: 100-continue",
          "Transfer-Encoding: chunked"}) {
      for (int i = 0; i < slots; ++i) {
        slow.emplace_back(hall.port(), 0, greedy);
        REQUIRE(slow.back().send("POST " + target +
                                 " HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\n" + framing +
                                 "\r\n\r\n"));
      }
    }
  }
  std::this_thread::sleep_for(300ms);
  const auto reply =
      RawClient(hall.port(), 0, honest).ask(Hall::upload(hall.bob_booth, hall.bob, Hall::photo()));
  REQUIRE(reply);
  CHECK(reply->status == 201);
}

TEST_CASE("upload slots: more uploads than slots are all answered, one after the other") {
  Hall hall;
  const std::string request = Hall::upload(hall.bob_booth, hall.bob, Hall::photo());
  std::vector<RawClient> clients;
  for (int i = 0; i < slots + 8; ++i) {
    REQUIRE(clients.emplace_back(hall.port()).send(request.substr(0, request.size() - 50'000)));
  }
  for (RawClient& one : clients) {
    const auto reply = one.ask(request.substr(request.size() - 50'000));
    REQUIRE(reply);
    CHECK(reply->status == 201);
  }
}
