// SPDX-License-Identifier: MIT
//
// The description of the API against the routes there are, and against itself.

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>

#include "support/openapi_check.h"

namespace {

using support::Described;
using support::Description;
using support::Hall;
using support::Operation;
using support::Reply;

const Described& described() {
  static const Described read;
  return read;
}

void each_node(const base::Json& node, const std::function<void(const base::Json&)>& call) {
  call(node);
  if (node.is<base::JsonObject>()) {
    for (const auto& [key, value] : node.get<base::JsonObject>()) each_node(value, call);
  } else if (node.is<base::JsonArray>()) {
    for (const base::Json& value : node.get<base::JsonArray>()) each_node(value, call);
  }
}

std::size_t faults(const std::string& schema, const std::string& value) {
  const Description alone(R"({"word": {"type": "string"}})");
  return alone.faults(base::parse_json(schema), base::parse_json(value)).size();
}

}  // namespace

TEST_CASE("schema: anybody gets it, under a tag, compressed for who takes it") {
  Hall hall;
  const Reply reply = hall.nobody.get("/api/v1/schema/");
  CHECK(reply.status == 200);
  CHECK(reply.content_type == "application/json");
  CHECK(reply.body == Described::text());
  CHECK(reply.at("openapi").to_str().starts_with("3.1."));
  const Reply again = hall.box.ask("GET", "/api/v1/schema/", {{"if-none-match", reply.header("ETag")}});
  CHECK(again.status == 304);
  CHECK(again.body.empty());
  const Reply packed = hall.box.ask("GET", "/api/v1/schema/", {{"accept-encoding", "gzip"}});
  CHECK(packed.header("Content-Encoding") == "gzip");
  CHECK(packed.body.size() * 5 < reply.body.size());
  CHECK(hall.nobody.ask("POST", "/api/v1/schema/").status == 405);
}

TEST_CASE("schema: as YAML, which JSON is, where the query asks for that") {
  Hall hall;
  const Reply json = hall.nobody.get("/api/v1/schema/?format=json");
  const Reply yaml = hall.nobody.get("/api/v1/schema/?format=yaml");
  CHECK(json.content_type == "application/json");
  CHECK(yaml.status == 200);
  CHECK(yaml.content_type == "application/yaml");
  CHECK(yaml.body == json.body);
  CHECK(hall.box.ask("GET", "/api/v1/schema/?format=yaml", {{"if-none-match", yaml.header("ETag")}}).status ==
        304);
}

TEST_CASE("schema: every route with its methods is described, and nothing else") {
  Hall hall;
  std::set<std::string> there, told;
  for (const http::Route& route : hall.box.router().routes()) {
    for (const http::Method& method : route.methods) {
      CHECK(there.insert(std::string(method.name) + " " + std::string(route.pattern)).second);
    }
  }
  for (const Operation& one : described().operations()) {
    CAPTURE(one.path);
    CHECK(told.insert(one.method + " " + one.pattern()).second);
  }
  CHECK(there.size() > 50);
  for (const std::string& one : there) CHECK_MESSAGE(told.contains(one), one, " is not described");
  for (const std::string& one : told) CHECK_MESSAGE(there.contains(one), one, " is not there");
}

// A handler may ask for more than its route does: the answers' test asks as everybody.
TEST_CASE("schema: who may call is who the route lets in") {
  Hall hall;
  for (const http::Route& route : hall.box.router().routes()) {
    for (const Operation& one : described().operations()) {
      if (one.pattern() != route.pattern) continue;
      CAPTURE(one.id());
      if (route.access != http::Access::anyone) CHECK(Described::access(one) == route.access);
      for (const base::Json& way : one.json.get("security").get<base::JsonArray>()) {
        const bool by_cookie = way.contains("session");
        CHECK(by_cookie != way.contains("token"));
        CHECK(way.contains("sessionHeader") == (by_cookie && one.method != "GET"));
        for (const auto& [scheme, scopes] : way.get<base::JsonObject>()) {
          CHECK_MESSAGE(scopes.get<base::JsonArray>().empty(), scheme,
                        " has scopes; tools for 3.0 refuse them");
        }
      }
    }
  }
}

TEST_CASE("schema: every reference leads somewhere, and every component is used") {
  std::set<std::string> used;
  each_node(described().document(), [&](const base::Json& node) {
    if (!node.is<base::JsonObject>() || !node.contains("$ref")) return;
    used.insert(node.get("$ref").to_str());
    CHECK_NOTHROW(described().description().followed(node));
  });
  for (const auto& [kind, all] : described().document().get("components").get<base::JsonObject>()) {
    if (kind == "securitySchemes") continue;  // named, not referred to
    for (const auto& [name, one] : all.get<base::JsonObject>()) {
      const std::string reference = "#/components/" + kind + "/" + name;
      CHECK_MESSAGE(used.contains(reference), reference, " is not used");
    }
  }
  CHECK_THROWS(described().description().followed(base::parse_json(R"({"$ref": "#/components/none"})")));
}

TEST_CASE("schema: every operation has a name of its own, a summary, and answers of both kinds") {
  std::set<std::string> names;
  for (const Operation& one : described().operations()) {
    CAPTURE(one.method + " " + one.path);
    CHECK(names.insert(one.id()).second);
    CHECK_FALSE(one.json.get("summary").to_str().empty());
    std::set<char> kinds;
    for (const auto& [status, response] : one.json.get("responses").get<base::JsonObject>()) {
      kinds.insert(status.front());
      CHECK(described().description().followed(response).contains("description"));
    }
    CHECK(kinds.contains('2'));
    CHECK(kinds.contains('4'));
    CHECK(one.json.get("responses").contains("500"));
  }
}

TEST_CASE("schema: the parameters of a path are those described") {
  for (const Operation& one : described().operations()) {
    CAPTURE(one.id());
    std::vector<std::string> names;
    if (one.json.contains("parameters")) {
      for (const base::Json& given : one.json.get("parameters").get<base::JsonArray>()) {
        const base::Json& parameter = described().description().followed(given);
        if (parameter.get("in").to_str() == "path") names.push_back(parameter.get("name").to_str());
      }
    }
    CHECK(names == one.names());
  }
}

TEST_CASE("schema: a body is described wherever the router lets one in, and nowhere else") {
  Hall hall;
  for (const http::Route& route : hall.box.router().routes()) {
    for (const http::Method& method : route.methods) {
      const auto one = std::ranges::find_if(described().operations(), [&](const Operation& operation) {
        return operation.method == method.name && operation.pattern() == route.pattern;
      });
      REQUIRE(one != described().operations().end());
      CAPTURE(one->id());
      CHECK(one->json.contains("requestBody") == (method.body_cap.bytes() > 0));
    }
  }
}

TEST_CASE("schema: what answers are held against finds what is wrong with them") {
  CHECK(faults(R"({"type": "integer", "minimum": 1})", "1") == 0);
  CHECK(faults(R"({"type": "integer", "minimum": 1})", "0") == 1);
  CHECK(faults(R"({"type": "integer"})", "1.5") == 1);
  CHECK(faults(R"({"type": "integer"})", "true") == 1);
  CHECK(faults(R"({"type": "number", "minimum": 0})", "-0.5") == 1);
  CHECK(faults(R"({"type": ["string", "null"]})", "null") == 0);
  CHECK(faults(R"({"type": ["string", "null"]})", "7") == 1);
  CHECK(faults(R"({"type": "array", "items": {"type": "string"}})", R"(["a", "b"])") == 0);
  CHECK(faults(R"({"type": "array", "items": {"type": "string"}})", R"(["a", 1, 2])") == 2);
  CHECK(faults(R"({"enum": ["a", null]})", "null") == 0);
  CHECK(faults(R"({"enum": ["a", null]})", R"("b")") == 1);
  CHECK(faults(R"({"const": "a"})", R"("b")") == 1);
  CHECK(faults(R"({"$ref": "#/word"})", "1") == 1);
  CHECK(faults(R"({"pattern_": "a"})", "1") == 1);
  const std::string pair =
      R"({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}})";
  CHECK(faults(pair, R"({"a": ""})") == 0);
  CHECK(faults(pair, R"({"a": 1})") == 1);
  CHECK(faults(pair, "{}") == 1);
  CHECK(faults(pair, R"({"a": "", "b": 1})") == 1);
  const std::string both =
      R"({"allOf": [)" + pair + R"(, {"required": ["b"], "properties": {"b": {"type": "integer"}}}]})";
  CHECK(faults(both, R"({"a": "", "b": 1})") == 0);
  CHECK(faults(both, R"({"a": "", "b": "", "c": 1})") == 2);
  CHECK(faults(both, R"({"a": ""})") == 1);
  const std::string words = R"({"type": "object", "additionalProperties": {"type": "string"}})";
  CHECK(faults(words, R"({"x": "y"})") == 0);
  CHECK(faults(words, R"({"x": 1})") == 1);
  CHECK(faults(R"({"type": "object"})", R"({"x": 1})") == 0);
  CHECK(faults(R"({"oneOf": [)" + pair + R"(, {"type": "null"}]})", "null") == 0);
  CHECK(faults(R"({"oneOf": [{"type": "integer"}, {"type": "number"}]})", "1") == 1);
  CHECK(faults(R"({"anyOf": [{"type": "integer"}, {"type": "number"}]})", "1") == 0);
  CHECK(faults(R"({"anyOf": [{"type": "integer"}, {"type": "number"}]})", "true") == 1);
}
