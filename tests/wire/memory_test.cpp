// SPDX-License-Identifier: MIT

// What the server holds for its readers.

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <string>

#include "api/web_assets.h"
#include "support/process_stats.h"
#include "support/raw_client.h"
#include "support/server_fixture.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::WholeBox;

constexpr int small_buffer = 4096;

std::string ask_for(std::string_view path, std::string_view method = "GET") {
  return std::string(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: box\r\n\r\n");
}

}  // namespace

TEST_CASE("memory: the API's description is sent from one copy to any number that read nothing, and whole") {
  constexpr std::size_t many = 200;
  const WholeBox box;
  const std::string request = ask_for("/api/v1/schema/");
  const auto reply = RawClient(box.port()).ask(request);
  REQUIRE(reply);
  for (const api::Asset& asset : api::assets()) {
    if (asset.name == "openapi.json") CHECK((reply->body == asset.content));
  }
  const std::size_t before = support::resident_bytes();
  std::deque<RawClient> readers;
  for (std::size_t i = 0; i < many; ++i) {
    readers.emplace_back(box.port(), small_buffer);
    REQUIRE(readers.back().send(request));
  }
  for (RawClient& reader : readers) REQUIRE(reader.hears_within(10s));
  if (!support::sanitized) CHECK(support::resident_bytes() - before < many * reply->body.size() / 4);
  const auto head = RawClient(box.port()).ask(ask_for("/api/v1/schema/", "HEAD"));
  REQUIRE(head);
  CHECK(head->field("content-length") == std::to_string(reply->body.size()));
  const auto last = readers.back().read();
  REQUIRE(last);
  CHECK((last->body == reply->body));
}
