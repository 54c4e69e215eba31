// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::canonical;
using support::Hall;
using support::Reply;

constexpr auto list = "/api/v1/booths/list/";

struct ListHall : Hall {
  explicit ListHall(int booths) {
    for (int i = 0; i < booths; ++i) new_booth("B" + std::to_string(i));
  }
  Reply page(const std::string& query) { return owner.get(list + ("?" + query)); }
};

std::string link(const std::string& query) {
  return "\"http:\\/\\/box.local:8000\\/api\\/v1\\/booths\\/list\\/" + (query.empty() ? "" : "?" + query) +
         "\"";
}

}  // namespace

TEST_CASE("page: without page and page_size a list is bare and whole") {
  ListHall hall(25);
  const base::Json all = hall.page("limit=1&ordering=-id").json();
  REQUIRE(all.get<base::JsonArray>().size() == 25);
  CHECK(all.get(0).get("name").get<std::string>() == "B0");
  CHECK(all.get(24).get("name").get<std::string>() == "B24");
}

TEST_CASE("page: pages, their links and their sizes") {
  ListHall hall(25);
  struct {
    const char* query;
    std::string next, previous;
    std::size_t rows;
    const char* first;
  } const table[] = {
      {"page=1", link("page=2"), "null", 20, "B0"},
      {"page=", link("page=2"), "null", 20, "B0"},
      {"page=2", "null", link(""), 5, "B20"},
      {"page=last", "null", link(""), 5, "B20"},
      {"page_size=10", link("page=2&page_size=10"), "null", 10, "B0"},
      {"page=2&page_size=10", link("page=3&page_size=10"), link("page_size=10"), 10, "B10"},
      {"page=3&page_size=10", "null", link("page=2&page_size=10"), 5, "B20"},
      {"page=%D9%A3&page_size=10", "null", link("page=2&page_size=10"), 5, "B20"},
      {"page=1&page=2", "null", link(""), 5, "B20"},
      {"page_size=25", "null", "null", 25, "B0"},
      {"page_size=1000", "null", "null", 25, "B0"},
      {"page_size=0", link("page=2&page_size=0"), "null", 20, "B0"},
      {"page_size=-5", link("page=2&page_size=-5"), "null", 20, "B0"},
      {"page_size=abc", link("page=2&page_size=abc"), "null", 20, "B0"},
      {"page_size=", link("page=2&page_size="), "null", 20, "B0"},
      {"z=1&page_size=10&a=x%20y&page=2&a=%D8%BA", link("a=x+y&a=%D8%BA&page=3&page_size=10&z=1"),
       link("a=x+y&a=%D8%BA&page_size=10&z=1"), 10, "B10"},
  };
  for (const auto& [query, next, previous, rows, first] : table) {
    const Reply reply = hall.page(query);
    REQUIRE_MESSAGE(reply.status == 200, query);
    CHECK(reply.json().get<base::JsonObject>().size() == 4);
    CHECK(reply.at("count").get<std::int64_t>() == 25);
    CHECK(reply.at("next").serialize() == next);
    CHECK(reply.at("previous").serialize() == previous);
    CHECK(reply.at("results").get<base::JsonArray>().size() == rows);
    CHECK(reply.at("results").get(0).get("name").get<std::string>() == first);
  }
}

TEST_CASE("page: one that is not there is 404") {
  ListHall hall(25);
  for (const char* query : {"page=3", "page=0", "page=-1", "page=abc", "page=1.5", "page=26&page_size=1",
                            "page=99999999999999999999"}) {
    const Reply reply = hall.page(query);
    CHECK_MESSAGE(reply.status == 404, query);
    CHECK(reply.body == R"({"detail":"Invalid page."})");
  }
}

TEST_CASE("page: an empty list has one empty page") {
  ListHall hall(0);
  CHECK(hall.owner.get(list).body == "[]");
  CHECK(hall.page("page=1").body == R"({"count":0,"next":null,"previous":null,"results":[]})");
  CHECK(hall.page("page=last").status == 200);
  CHECK(hall.page("page=2").status == 404);
}

TEST_CASE("page: a page has a hundred rows at most, its links keep what was asked") {
  ListHall hall(0);
  const std::string booth = hall.new_booth();
  for (int i = 0; i < 103; ++i) hall.new_item(booth);
  const Reply reply = hall.stranger.get(booth + "items/list/?page_size=250");
  CHECK(reply.at("results").get<base::JsonArray>().size() == 100);
  CHECK(reply.at("next").get<std::string>().ends_with("/items/list/?page=2&page_size=250"));
}

TEST_CASE("page: a list that is larger than a batch is a stream of the same text") {
  ListHall hall(0);
  const std::string booth = hall.new_booth();
  std::string rows;
  for (int i = 0; i < 10; ++i) {
    const std::string text = std::string(i == 5 ? 200'000 : 20'000, static_cast<char>('a' + i));
    const Reply made =
        hall.owner.json("POST", booth + "items/", R"({"name": "I", "description": ")" + text + "\"}");
    REQUIRE(made.status == 201);
    rows.append(i > 0 ? "," : "").append(made.body);
  }
  const Reply whole = hall.owner.get(booth + "items/list/");
  CHECK(whole.status == 200);
  CHECK(whole.pieces > 3);
  CHECK(whole.content_type == "application/json");
  CHECK((canonical(whole.body) == canonical("[" + rows + "]")));
  CHECK((hall.owner.get(booth + "items/list/").body == whole.body));
  const std::string tag = whole.header("ETag");
  CHECK(hall.box
            .ask("GET", booth + "items/list/",
                 {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)}, {"if-none-match", tag}})
            .status == 304);

  const Reply page = hall.owner.get(booth + "items/list/?page=1&page_size=3");
  CHECK(page.pieces == 0);  // one batch
  CHECK(page.at("results").get<base::JsonArray>().size() == 3);
  const Reply large = hall.owner.get(booth + "items/list/?page=1&page_size=9");
  CHECK(large.pieces > 3);
  CHECK(large.at("count").get<std::int64_t>() == 10);
  CHECK(large.at("next").get<std::string>().ends_with("?page=2&page_size=9"));
  CHECK(large.at("results").get<base::JsonArray>().size() == 9);
  const Reply rest = hall.owner.get(booth + "items/list/?page=2&page_size=9");
  CHECK(rest.pieces == 0);
}

TEST_CASE("page: rows that are deleted while a list is sent are not missed by it") {
  ListHall hall(0);
  for (int i = 0; i < 6; ++i) {
    const std::string text(70'000, 'x');
    hall.owner.json(
        "POST", "/api/v1/booths/",
        R"({"name": "B)" + std::to_string(i) + R"(", "country": 1, "description": ")" + text + "\"}");
  }
  const support::HeaderList headers = {{"host", "box.local:8000"},
                                       {"authorization", "Bearer " + hall.box.token_of(hall.owner_id)}};
  http::Request request = hall.box.asked("GET", list, headers);
  http::Response response = hall.box.router().dispatch(request);
  REQUIRE(response.stream);
  std::string body;
  response.stream->append(body);
  response.stream->append(body);
  const base::Json all = hall.owner.get(list).json();
  for (const std::size_t row : {1, 3, 5}) {
    const std::string id = all.get(row).get("id").serialize();
    CHECK(hall.owner.ask("DELETE", "/api/v1/booths/" + id + "/").status == 204);
  }
  for (std::size_t before = 0; before != body.size();) {
    before = body.size();
    response.stream->append(body);
  }
  std::string names;
  const base::Json sent = base::parse_json(body);
  for (const base::Json& booth : sent.get<base::JsonArray>()) {
    names += booth.get("name").to_str();
  }
  CHECK(names == "B0B1B2B4");
}

TEST_CASE("page: countries are a list by id") {
  ListHall hall(0);
  CHECK(hall.owner.get("/api/v1/countries/").body ==
        R"([{"id":1,"name":"United States","code":"US"},{"id":2,"name":"Canada","code":"CA"},)"
        R"({"id":7,"name":"Türkiye","code":"TR"}])");
  const Reply second = hall.owner.get("/api/v1/countries/?page=2&page_size=2");
  CHECK(second.body ==
        R"({"count":3,"next":null,"previous":"http://box.local:8000/api/v1/countries/?page_size=2",)"
        R"("results":[{"id":7,"name":"Türkiye","code":"TR"}]})");
}
