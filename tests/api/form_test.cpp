// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_box.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::png;
using support::Reply;

constexpr std::string_view booths = "/api/v1/booths/";

struct FormHall : Hall {
  using Hall::Hall;
  Reply send(const std::string& type, std::string_view body, HeaderList more = {}, bool chunked = false) {
    more.emplace_back("authorization", "Bearer " + box.token_of(owner_id));
    if (!type.empty()) more.emplace_back("content-type", type);
    return box.ask("POST", booths, more, body, chunked);
  }
};

const std::string good_json = R"({"name": "x", "country": 1})";

}  // namespace

TEST_CASE("form: the media type is told without parameters and case") {
  FormHall hall;
  CHECK(hall.send("application/json", good_json).status == 201);
  CHECK(hall.send("Application/JSON ; charset=utf-8", good_json).status == 201);
  CHECK(hall.send("application/x-www-form-urlencoded", "name=x&country=1").status == 201);
  const std::string quoted = "MULTIPART/form-data; charset=x; boundary=\"TheBoundary\"";
  CHECK(hall.send(quoted, support::multipart({{"name", "x"}, {"country", "1"}})).status == 201);
}

TEST_CASE("form: another media type or a coded body is 415, unread") {
  FormHall hall;
  const std::pair<const char*, const char*> table[] = {
      {"text/plain; charset=utf-8",
       R"({"detail":"Unsupported media type \"text/plain; charset=utf-8\" in request."})"},
      {"application/jsonx", R"({"detail":"Unsupported media type \"application/jsonx\" in request."})"},
      {"", R"({"detail":"Unsupported media type \"\" in request."})"},
  };
  for (const auto& [type, body] : table) {
    const Reply reply = hall.send(type, good_json);
    CHECK(reply.status == 415);
    CHECK(reply.body == body);
    CHECK(reply.body_unread);
  }
  CHECK(hall.send("application/json", good_json, {{"content-encoding", "gzip"}}).status == 415);
  CHECK(hall.send("application/json", good_json, {{"content-encoding", "identity"}}).status == 201);
}

TEST_CASE("form: without a body there are no fields, whatever the media type") {
  FormHall hall;
  const std::string both = R"({"name":["This field is required."],"country":["This field is required."]})";
  for (const char* type : {"", "text/plain", "application/json", "multipart/form-data"}) {
    CHECK_MESSAGE(hall.send(type, "").body == both, type);
  }
  CHECK(hall.send("application/json", "", {}, true).body == both);
  CHECK(hall.send(std::string(support::form_type), "", {}, true).body == both);
  CHECK(hall.send(std::string(support::form_type), support::multipart({})).body == both);
}

TEST_CASE("form: JSON that is none is told with what is wrong") {
  FormHall hall;
  for (const char* body : {"{", "  ", "[1,", "{\"name\": \"x\", \"country\": 1", "{\"name\": NaN}", "{} x",
                           "\xff", "{'a': 1}", "{\"name\": \"\xc3\"}"}) {
    const Reply reply = hall.send("application/json", body);
    CHECK_MESSAGE(reply.status == 400, body);
    CHECK(reply.at("detail").get<std::string>().starts_with("JSON parse error - "));
  }
}

TEST_CASE("form: JSON that is no object is told by Python's name of it") {
  FormHall hall;
  const std::pair<const char*, const char*> table[] = {{"[]", "list"},   {"\"x\"", "str"},  {"1", "int"},
                                                       {"1.5", "float"}, {"false", "bool"}, {"-7", "int"}};
  for (const auto& [body, type] : table) {
    const Reply reply = hall.send("application/json", body);
    CHECK(reply.status == 400);
    CHECK(reply.body == R"({"non_field_errors":["Invalid data. Expected a dictionary, but got )" +
                            std::string(type) + ".\"]}");
  }
  CHECK(hall.send("application/json", "null").body == R"({"non_field_errors":["No data provided"]})");
}

TEST_CASE("form: a chunked body is as good as a counted one") {
  FormHall hall;
  CHECK(hall.send("application/json", good_json, {}, true).status == 201);
  const std::string parts = support::multipart({{"name", "x"}, {"country", "1"}, {"images", png, "a.png"}});
  const Reply reply = hall.send(std::string(support::form_type), parts, {}, true);
  CHECK(reply.status == 201);
  CHECK(reply.at("images").get<base::JsonArray>().size() == 1);
}

TEST_CASE("form: multipart without its boundary, or cut off anywhere, keeps nothing") {
  FormHall hall;
  const std::string whole = support::multipart({{"name", "x"}, {"country", "1"}, {"images", png, "a.png"}});
  CHECK(hall.send("multipart/form-data", whole).body ==
        R"({"detail":"Multipart form parse error - Invalid boundary in multipart: None"})");
  for (std::size_t length = 1; length < whole.size() - 2; length += 7) {
    const Reply reply = hall.send(std::string(support::form_type), std::string_view(whole).substr(0, length));
    CHECK_MESSAGE(reply.status == 400, length);
    CHECK(reply.at("detail").get<std::string>().starts_with("Multipart form parse error - "));
  }
  CHECK(hall.send("multipart/form-data; boundary=another", whole).status == 400);
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.owner.get("/api/v1/booths/list/").body == "[]");
}

TEST_CASE("form: text that is no UTF-8 is refused in every kind of form") {
  FormHall hall;
  const std::string parts = support::multipart({{"name", "\xff"}, {"country", "1"}});
  CHECK(hall.send(std::string(support::form_type), parts).status == 400);
  CHECK(hall.send("application/x-www-form-urlencoded", "name=%ff&country=1").status == 400);
  CHECK(hall.send("application/x-www-form-urlencoded", "name=%D8%BA&country=1").status == 201);
}

TEST_CASE("form: what is larger than allowed is 413") {
  FormHall hall({.media = {.image_bytes = 3000, .video_bytes = 3000, .reserve_bytes = 0},
                 .files = 2,
                 .api = {.text_bytes = 1000}});
  const std::string long_text(1001, 'a');
  const std::string json = R"({"country": 1, "name": "x", "description": ")" + long_text + "\"}";
  const Reply counted = hall.send("application/json", json);
  CHECK(counted.status == 413);
  CHECK(counted.body == R"({"detail":"The request is too large."})");
  CHECK(counted.body_unread);
  CHECK(hall.send("application/json", json, {}, true).status == 413);
  CHECK(hall.send("application/x-www-form-urlencoded", "name=" + long_text).status == 413);
  const std::string half = long_text.substr(500);
  const std::string parts = support::multipart({{"name", "x"}, {"country", "1"}, {"a", half}, {"b", half}});
  CHECK(hall.send(std::string(support::form_type), parts).status == 413);
  const std::string huge = support::multipart({{"images", std::string(8000, 'x'), "a.png"}});
  CHECK(hall.send(std::string(support::form_type), huge).status == 413);
}

TEST_CASE("form: more files, parts or fields than allowed are 400 and nothing is kept") {
  FormHall hall({.files = 2});
  std::vector<support::FormPart> parts = {{"name", "x"}, {"country", "1"}};
  for (int i = 0; i < 3; ++i) parts.push_back({"images", png, "a.png"});
  const Reply files = hall.send(std::string(support::form_type), support::multipart(parts));
  CHECK(files.status == 400);
  CHECK(files.body == R"({"detail":"There are more than 2 files in one request."})");
  CHECK(hall.box.media_files() == 0);
  const std::vector<support::FormPart> many(1001, {"name", "x"});
  CHECK(hall.send(std::string(support::form_type), support::multipart(many)).status == 400);
  std::string fields = "country=1&name=x";
  for (int i = 0; i < 1000; ++i) fields += "&a=b";
  CHECK(hall.send("application/x-www-form-urlencoded", fields).status == 400);
}

TEST_CASE("form: parts without a name are passed over") {
  FormHall hall;
  const std::string parts =
      support::multipart({{"", "x"}, {"", png, "a.png"}, {"name", "x"}, {"country", "1"}});
  CHECK(hall.send(std::string(support::form_type), parts).status == 201);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("form: JSON of too many values is refused before it is read into memory") {
  FormHall hall;
  std::string many = R"({"name": "x", "country": 1, "more": [{})";
  for (int i = 0; i < 4995; ++i) many += ",{}";
  CHECK(hall.send("application/json", many + "]}").status == 201);
  const Reply reply = hall.send("application/json", many + ",{},{}]}");
  CHECK(reply.status == 400);
  CHECK(reply.at("detail").get<std::string>() == "JSON parse error - More than 5000 values");
  std::string from_nobody = R"({"refresh": [1)";
  for (int i = 0; i < 200; ++i) from_nobody += ",1";
  CHECK(hall.nobody.json("POST", "/api/v1/token/refresh/", from_nobody + "]}").at("detail").to_str() ==
        "JSON parse error - More than 200 values");
}

TEST_CASE("form: what anybody may send without an account has 16 KB at most, told before it is read") {
  FormHall hall;
  for (const char* path : {"/api/v1/token/", "/api/v1/token/refresh/", "/api/v1/token/code/",
                           "/api/v1/admin/session/", "/api/v1/admin/first-run/"}) {
    CAPTURE(path);
    const std::string large = R"({"refresh": ")" + std::string(16 * 1024, 'x') + "\"}";
    const Reply told = hall.box.ask("POST", path, {{"content-type", "application/json"}}, large);
    CHECK(told.status == 413);
    CHECK(told.at("detail").is<std::string>());
    CHECK(told.body_unread);
    CHECK(hall.box.ask("POST", path, {{"content-type", "application/json"}}, large, true).status == 413);
  }
}
