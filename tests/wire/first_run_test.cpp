// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::Reply;
using support::WholeBox;

constexpr auto session = "/api/v1/admin/session/";

Reply ask(const WholeBox& box, const std::string& request) {
  const auto reply = RawClient(box.port()).ask(request);
  REQUIRE(reply);
  return *reply;
}

Reply with_cookie(const WholeBox& box, const std::string& method, const std::string& target,
                  const std::string& cookie, const std::string& more = {}) {
  return ask(box,
             method + " " + target + " HTTP/1.1\r\nHost: box\r\nCookie: " + cookie + "\r\n" + more + "\r\n");
}

std::string link_file(const WholeBox& box) { return box.data() + "/FIRST-RUN.txt"; }

// Of the link in FIRST-RUN.txt, as somebody who opens it in a browser has it.
std::string code_in_file(const WholeBox& box) {
  const std::string text = base::read_file(link_file(box)).value_or("");
  const std::string begin = "http://127.0.0.1:" + std::to_string(box.port()) + "/#/first-run/";
  const std::size_t at = text.find(begin);
  REQUIRE(at != std::string::npos);
  const std::size_t end = text.find("\r\n", at);
  REQUIRE(end != std::string::npos);
  return text.substr(at + begin.size(), end - at - begin.size());
}

Reply use(const WholeBox& box, const std::string& code) {
  return ask(box, WholeBox::post_as_nobody(
                      "/api/v1/admin/first-run/",
                      R"({"code":")" + code + R"(","email":"chief@example.com","password":"open-sesame"})"));
}

}  // namespace

TEST_CASE("first run: from the file in the data folder to a session that outlives a restart") {
  WholeBox box;
  const std::string code = code_in_file(box);
  CHECK(code.size() == 19);  // 80 bits
  CHECK(use(box, "0000-0000-0000-0000").status == 403);
  const Reply begun = use(box, code);
  REQUIRE(begun.status == 200);
  CHECK_FALSE(base::exists(link_file(box)));
  CHECK(use(box, code).status == 403);
  const std::string set = begun.field("set-cookie");
  CHECK(set.ends_with("; Path=/api/v1/; HttpOnly; SameSite=Strict"));
  const std::string cookie = set.substr(0, set.find(';'));

  CHECK(with_cookie(box, "GET", session, cookie).status == 200);
  box.restart();
  CHECK_FALSE(base::exists(link_file(box)));
  CHECK(ask(box, "GET /api/v1/admin/first-run/ HTTP/1.1\r\nHost: box\r\n\r\n").body == R"({"open":false})");
  CHECK(with_cookie(box, "GET", session, cookie).status == 200);
  CHECK(with_cookie(box, "DELETE", session, cookie).status == 403);
  CHECK(with_cookie(box, "DELETE", session, cookie, "X-ExpoBox: 1\r\n").status == 204);
  CHECK(with_cookie(box, "GET", session, cookie).status == 401);
}

TEST_CASE("first run: a start makes the earlier link void; a file brings a link back") {
  WholeBox box;
  const std::string first = code_in_file(box);
  box.restart();
  const std::string second = code_in_file(box);
  CHECK(first != second);
  CHECK(use(box, first).status == 403);
  CHECK(use(box, second).status == 200);

  for (const char* name : {"/RESET-ADMIN", "/RESET-ADMIN.txt"}) {
    box.restart([&] { base::write_atomically(box.data() + name, ""); });
    CHECK_FALSE(base::exists(box.data() + name));
    CHECK(use(box, code_in_file(box)).status == 200);
    CHECK_FALSE(base::exists(link_file(box)));
  }
}

TEST_CASE("first run: a link nobody used goes at the start after an administrator was made otherwise") {
  WholeBox box;
  const std::string code = code_in_file(box);
  box.add_user("chief@example.com", true);
  box.restart();
  CHECK_FALSE(base::exists(link_file(box)));
  CHECK(use(box, code).status == 403);
}
