// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::canonical;
using support::Hall;
using support::png;
using support::Reply;

// The answer's price and quantity, as JSON.
std::string numbers_of(const Reply& reply) {
  return reply.at("price").serialize() + " " + reply.at("quantity").serialize();
}

}  // namespace

TEST_CASE("items: creating one answers 201 with what is stored; anybody signed in may read it") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const Reply made = hall.owner.json(
      "POST", booth + "items/",
      R"({"name": " Item ", "description": "d", "price": "99.9", "quantity": 10, "booth": 5, "id": 9, "images": null})");
  CHECK(made.status == 201);
  CHECK(canonical(made.body) == canonical(R"({"id": 1, "name": "Item", "description": "d", "price": "99.90",
    "quantity": 10, "booth": 1, "images": [],
    "created_at": "2026-01-25T10:00:00Z", "updated_at": "2026-01-25T10:00:00Z"})"));
  CHECK(hall.stranger.get(booth + "items/1/").body == made.body);
  CHECK(hall.stranger.get(booth + "items/list/").body == "[" + made.body + "]");
}

TEST_CASE("items: prices and quantities in JSON") {
  Hall hall;
  const std::string items = hall.new_booth() + "items/";
  const std::pair<const char*, const char*> table[] = {
      {R"("price": null, "quantity": null)", "null null"},
      {R"("price": "", "quantity": 0)", "null 0"},
      {R"("price": "  ")", "null null"},
      {R"("price": 7, "quantity": 2147483647)", R"("7.00" 2147483647)"},
      {R"("price": 0.1, "quantity": "10.0")", R"("0.10" 10)"},
      {R"("price": 1e3, "quantity": 1e3)", R"("1000.00" 1000)"},
      {R"("price": "-0", "quantity": " 5 ")", R"("0.00" 5)"},
      {R"("price": "1e3", "quantity": "1_0")", R"("1000.00" 10)"},
      {R"("price": "۱۲.۵", "quantity": "۵")", R"("12.50" 5)"},
      {R"("price": -5.25, "quantity": "5.")", R"("-5.25" 5)"},
  };
  for (const auto& [fields, stored] : table) {
    const Reply made = hall.owner.json("POST", items, R"({"name": "x", )" + std::string(fields) + "}");
    CHECK_MESSAGE(made.status == 201, fields);
    CHECK(numbers_of(made) == stored);
    CHECK(hall.owner.get(items + std::to_string(made.id()) + "/").body == made.body);
  }
  CHECK(numbers_of(hall.owner.json("POST", items, R"({"name": "x"})")) == "null null");
}

TEST_CASE("items: a blank in a form means nothing, a blank quantity in JSON does not") {
  Hall hall;
  const std::string items = hall.new_booth() + "items/";
  const Reply form = hall.owner.form("POST", items, {{"name", "x"}, {"price", ""}, {"quantity", ""}});
  CHECK(numbers_of(form) == "null null");
  const Reply urlencoded =
      hall.owner.ask("POST", items, "application/x-www-form-urlencoded", "name=x&price=10&quantity=");
  CHECK(numbers_of(urlencoded) == R"("10.00" null)");
  CHECK(hall.owner.json("POST", items, R"({"name": "x", "quantity": ""})").body ==
        R"({"quantity":["A valid integer is required."]})");
  CHECK(hall.owner.form("POST", items, {{"name", "x"}, {"quantity", " "}}).body ==
        R"({"quantity":["A valid integer is required."]})");
}

TEST_CASE("items: every complaint about a number, as the central server words it") {
  Hall hall;
  const std::string items = hall.new_booth() + "items/";
  const std::string number = R"("price":["A valid number is required."])",
                    integer = R"("quantity":["A valid integer is required."])",
                    least = R"("quantity":["Ensure this value is greater than or equal to 0."])",
                    most = R"("quantity":["Ensure this value is less than or equal to 2147483647."])",
                    digits = R"("price":["Ensure that there are no more than 10 digits in total."])";
  const std::pair<std::string, std::string> table[] = {
      {R"("price": "cheap")", number},
      {R"("price": true)", number},
      {R"("price": [])", number},
      {R"("price": {"a": 1})", number},
      {R"("price": "NaN")", number},
      {R"("price": "-Infinity")", number},
      {R"("price": 1e20)", digits},
      {R"("price": 12345678901)", digits},
      {R"("price": 1.234)", R"("price":["Ensure that there are no more than 2 decimal places."])"},
      {R"("price": "123456789")",
       R"("price":["Ensure that there are no more than 8 digits before the decimal point."])"},
      {R"("price": ")" + std::string(1001, '1') + "\"", R"("price":["String value too large."])"},
      {R"("quantity": "many")", integer},
      {R"("quantity": 1.5)", integer},
      {R"("quantity": "1.50")", integer},
      {R"("quantity": ".0")", integer},
      {R"("quantity": "1e3")", integer},
      {R"("quantity": true)", integer},
      {R"("quantity": [1])", integer},
      {R"("quantity": -1)", least},
      {R"("quantity": "-99999999999999999999")", least},
      {R"("quantity": 2147483648)", most},
      {R"("quantity": 99999999999999999999)", most},
      {R"("quantity": "99999999999999999999")", most},
      {R"("quantity": ")" + std::string(1001, '1') + "\"", R"("quantity":["String value too large."])"},
      {R"("price": "x", "quantity": "y")", number + "," + integer},
  };
  for (const auto& [fields, said] : table) {
    const Reply reply = hall.owner.json("POST", items, R"({"name": "x", )" + fields + "}");
    CHECK_MESSAGE(reply.status == 400, fields);
    CHECK(reply.body == "{" + said + "}");
  }
}

TEST_CASE("items: files where numbers belong, and bad images, are told with the rest") {
  Hall hall;
  const std::string items = hall.new_booth() + "items/";
  const Reply reply = hall.owner.form(
      "POST", items, {{"price", "5", "p.txt"}, {"quantity", "5", "q.txt"}, {"images", "", "a.png"}});
  CHECK(reply.body ==
        R"({"name":["This field is required."],"price":["A valid number is required."],)"
        R"("quantity":["A valid integer is required."],"images":["The submitted file is empty."]})");
}

TEST_CASE("items: an update changes what it names; a null empties a number") {
  Hall hall;
  const std::string booth = hall.new_booth();
  hall.owner.json("POST", booth + "items/", R"({"name": "Before", "price": "1", "quantity": 1})");
  const std::string item = booth + "items/1/";
  hall.box.clock.advance(60);
  const Reply priced = hall.owner.form("PUT", item, {{"price", "8.8"}});
  CHECK(priced.status == 200);
  CHECK(priced.at("name").get<std::string>() == "Before");
  CHECK(priced.at("updated_at").get<std::string>() == "2026-01-25T10:01:00Z");
  CHECK(numbers_of(priced) == R"("8.80" 1)");
  CHECK(numbers_of(hall.owner.json("PATCH", item, R"({"quantity": null})")) == R"("8.80" null)");
  CHECK(numbers_of(hall.owner.form("PATCH", item, {{"price", ""}})) == "null null");
  CHECK(hall.owner.json("PUT", item, R"({"name": null})").body ==
        R"({"name":["This field may not be null."]})");
  CHECK(hall.owner.json("PUT", item, R"({"name": "x", "price": "y"})").status == 400);
  CHECK(hall.owner.get(item).at("name").get<std::string>() == "Before");
}

TEST_CASE("items: images come with the creation and are added by updates; other files are thrown away") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const Reply made =
      hall.owner.form("POST", booth + "items/",
                      {{"name", "x"}, {"images", png, "a.png"}, {"videos", support::mp4(), "v.mp4"}});
  REQUIRE(made.status == 201);
  CHECK(made.at("images").get<base::JsonArray>().size() == 1);
  CHECK(hall.box.media_files() == 1);
  const Reply more = hall.owner.form("PUT", booth + "items/1/", {{"images", support::other_png, "b.png"}});
  const base::JsonArray images = more.at("images").get<base::JsonArray>();
  REQUIRE(images.size() == 2);
  CHECK(images[0].get("is_primary").get<bool>());
  CHECK_FALSE(images[1].get("is_primary").get<bool>());
  CHECK(images[1].get("url").get<std::string>().starts_with("http://box.local:8000/media/items/1/"));
  CHECK(hall.owner.get(booth + "items/list/").body == "[" + more.body + "]");
}

TEST_CASE("items: deleting one takes its files and leaves the booth's") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::string item = hall.new_item(booth);
  hall.owner.upload(booth + "images/", "image", png, "a.png");
  hall.owner.upload(item + "images/", "image", png, "a.png");
  CHECK(hall.owner.ask("DELETE", item).status == 204);
  CHECK(hall.owner.get(item).body == R"({"detail":"Not found."})");
  CHECK(hall.box.media_files() == 1);
}
