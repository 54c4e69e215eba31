// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/photo.h"
#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::WholeBox;

std::string with_photo() {
  std::string body;
  for (const auto& [name, value] : {std::pair("name", "N"), std::pair("country", "1")}) {
    body += "--B\r\nContent-Disposition: form-data; name=" + std::string(name) + "\r\n\r\n" + value + "\r\n";
  }
  body += "--B\r\nContent-Disposition: form-data; name=pad\r\n\r\n" + std::string(100'000, ' ') + "\r\n";
  return body + "--B\r\nContent-Disposition: form-data; name=images; filename=a.jpg\r\n\r\n" +
         support::jpeg() + "\r\n--B--\r\n";
}

}  // namespace

TEST_CASE("replay: a key held by a connection that went silent is taken over by the next request") {
  const WholeBox box;
  const std::string body = with_photo();
  const std::string fields = "Idempotency-Key: \"once\"\r\nContent-Type: multipart/form-data; boundary=B\r\n";
  const std::string head = box.head("POST", "/api/v1/booths/") + fields +
                           "Content-Length: " + std::to_string(body.size()) + "\r\n";
  RawClient silent(box.port());
  REQUIRE(silent.send(head + "Expect: 100-continue\r\n\r\n"));
  const auto go_on = silent.read();  // its body is read, so it holds the key
  REQUIRE(go_on);
  CHECK(go_on->status == 100);
  REQUIRE(silent.send(body.substr(0, 90'000)));
  RawClient retry(box.port());
  const auto made = retry.ask(head + "\r\n" + body);
  REQUIRE(made);
  CHECK(made->status == 201);
  CHECK(base::parse_json(made->body).get("images").get<base::JsonArray>().size() == 1);
  const auto ended = silent.read();
  REQUIRE(ended);
  CHECK(ended->status == 400);
  CHECK(silent.ended());

  const auto again = RawClient(box.port()).ask(head + "\r\n" + body);
  REQUIRE(again);
  CHECK(again->status == 201);
  CHECK(again->body == made->body);
  CHECK(again->field("idempotency-replayed") == "true");
  const auto list = RawClient(box.port()).ask(box.get("/api/v1/booths/list/"));
  REQUIRE(list);
  CHECK(base::parse_json(list->body).get<base::JsonArray>().size() == 1);
}
