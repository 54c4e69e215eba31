// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "support/raw_client.h"
#include "support/temp_folder.h"
#include "support/test_server.h"

namespace {

using support::RawClient;
using support::TestServer;

constexpr std::uint64_t gb_4 = 1ULL << 32, size = 5'000'000'000;  // a size_t of 32 bits would make it less

std::string ask_for(std::string_view method, std::string_view path, std::string_view fields = {}) {
  return std::string(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: box\r\n").append(fields) +
         "\r\n";
}

}  // namespace

TEST_CASE("large file: its whole size is told, and a part beyond 4 GB is that part") {
  const support::TempFolder folder;
  const auto file = std::make_shared<base::Descriptor>(
      ::open((folder / "film").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  REQUIRE(::ftruncate(file->get(), static_cast<off_t>(size)) == 0);  // a hole takes no room
  REQUIRE(::pwrite(file->get(), "the end", 7, static_cast<off_t>(gb_4 + 100)) == 7);
  TestServer server([&](http::Request& request) {
    http::Response response;
    response.file = http::FileRange{file, 0, size};
    if (request.path == "/part") response.file = http::FileRange{file, gb_4 + 100, 7};
    return response;
  });
  RawClient client(server.port());
  const auto head = client.ask(ask_for("HEAD", "/"));
  REQUIRE(head);
  CHECK(head->field("content-length") == "5000000000");
  const auto part = client.ask(ask_for("GET", "/part"));
  REQUIRE(part);
  CHECK(part->body == "the end");
}

TEST_CASE(
    "large file: a body of more than 4 GB has that length, and is refused by it where less is allowed") {
  TestServer server([](http::Request& request) {
    if (request.path == "/film") request.body->set_limit(gb_4 - 1);
    const std::uint64_t length = request.body->length().value_or(0);
    if (request.path == "/film" && length > gb_4 - 1)
      throw http::error_response(413, "The request is too large.");
    return http::json(200, std::to_string(length));
  });
  for (const auto& [path, length, status] :
       {std::tuple("/length", gb_4 + 10, 200), std::tuple("/film", gb_4, 413),
        std::tuple("/film", gb_4 - 1, 200)}) {
    RawClient client(server.port());
    const auto reply =
        client.ask(ask_for("POST", path, "Content-Length: " + std::to_string(length) + "\r\n"));
    REQUIRE(reply);
    CHECK(reply->status == status);
    if (status == 200) CHECK(reply->body == std::to_string(length));
  }
}
