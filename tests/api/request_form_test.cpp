// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/log.h"
#include "support/api_fixture.h"

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
  CHECK(hall.send("application/json", good_json, {{"content-encoding", "utf-8, gzip"}}).status == 415);
  for (const char* coding : {"identity", "IDENTITY", "", "UTF-8", "utf8", "iso-8859-1"}) {
    CHECK_MESSAGE(hall.send("application/json", good_json, {{"content-encoding", coding}}).status == 201,
                  coding);
  }
}

TEST_CASE("form: fields may be in another charset that is told") {
  FormHall hall;
  const std::string urlencoded = "application/x-www-form-urlencoded; charset=";
  CHECK(hall.send(urlencoded + "iso-8859-1", "name=gr%FCn&country=1").at("name").to_str() == "grün");
  CHECK(hall.send(urlencoded + "utf-8", "name=gr%FCn&country=1").status == 400);
  const std::string parts = support::multipart({{"name", "\xe4\xe6\xd1"}, {"country", "1"}});
  CHECK(hall.send(std::string(support::form_type) + "; charset=cp1256", parts).at("name").to_str() == "نور");
}

TEST_CASE("form: JSON may be in another charset that is told") {
  FormHall hall;
  const std::string utf16 = [] {
    std::string text = "\xff\xfe";
    for (const char c : good_json) text.append(1, c == 'x' ? '\x2e' : c).append(1, c == 'x' ? '\x06' : '\0');
    return text;
  }();
  const auto name = [&](const std::string& charset, std::string_view body) {
    const Reply reply = hall.send("application/json; charset=" + charset, body);
    return reply.status == 201 ? reply.at("name").to_str() : std::to_string(reply.status);
  };
  CHECK(name("UTF-16", utf16) == "خ");
  CHECK(name("utf-16le", utf16.substr(2)) == "خ");
  CHECK(name("\"latin1\"", "{\"name\": \"gr\xfcn\", \"country\": 1}") == "grün");
  CHECK(name("windows-1256", "{\"name\": \"\xe4\xe6\xd1\", \"country\": 1}") == "نور");
  CHECK(name("no-such", good_json) == "x");
  CHECK(name("utf-16", good_json) == "400");
  CHECK(name("us-ascii", R"({"name": "é", "country": 1})") == "400");
  CHECK(name("utf-8", "{\"name\": \"gr\xfcn\", \"country\": 1}") == "400");
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

TEST_CASE("form: a fault of one value is that field's") {
  FormHall hall;
  const std::pair<const char*, const char*> table[] = {
      {R"({"name": "a\udc00", "country": 1})",
       R"({"name":["Surrogate characters are not allowed: U+DC00."]})"},
      {R"({"name": "x", "category": "\ud83d\u0000", "country": 1})",
       R"({"category":["Null characters are not allowed.","Surrogate characters are not allowed: U+D83D."]})"},
      {R"({"name": "x", "country": "\udbff"})",
       R"({"country":["Incorrect type. Expected pk value, received str."]})"},
      {R"({"name": "x", "country": -98765432109876543210})",
       R"({"country":["Invalid pk \"-98765432109876543210\" - object does not exist."]})"},
      {R"({"name": "x", "country": 1e30})",
       R"({"country":["Invalid pk \"1e+30\" - object does not exist."]})"}};
  for (const auto& [body, complaint] : table) {
    const Reply reply = hall.send("application/json", body);
    CHECK(reply.status == 400);
    CHECK(reply.body == complaint);
  }
}

TEST_CASE("form: what nobody reads is no fault, and the last of a name counts") {
  FormHall hall;
  const Reply reply = hall.send(
      "application/json",
      R"({"name": "a", "x": "\ud83d", "\ud83d": [], "y": 1e999, "country": 9, "name": -12345678901234567890,
                    "country": 1, "category": 1e999})");
  CHECK(reply.status == 201);
  CHECK(reply.at("name").to_str() == "-12345678901234567890");
  CHECK(reply.at("category").to_str() == "inf");
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

TEST_CASE("form: a part in Base64 is decoded, in any other encoding it is as it is") {
  FormHall hall;
  const auto part = [](const std::string& name, const std::string& encoding, const std::string& data) {
    return "--TheBoundary\r\nContent-Disposition: form-data; name=" + name +
           "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + data + "\r\n";
  };
  std::string lines = base::base64_encode(png);
  for (std::size_t at = 50; at < lines.size(); at += 52) lines.insert(at, "\r\n");
  const auto made = [&](const std::string& parts) {
    return hall.send(std::string(support::form_type),
                     parts + part("country", "7bit", "1") + "--TheBoundary--\r\n");
  };
  const Reply whole = made(
      part("name", "base64", base::base64_encode("Lamp")) + part("category", "base64", "Lig") +
      part("description", "quoted-printable", "a=3Db") + part("images; filename=a.png", "Base64", lines) +
      part("images; filename=b.png", "quoted-printable", std::string(png)));
  CHECK(whole.status == 201);
  CHECK(whole.at("name").to_str() == "Lamp");
  CHECK(whole.at("category").to_str() == "Lig");
  CHECK(whole.at("description").to_str() == "a=3Db");
  REQUIRE(whole.at("images").get<base::JsonArray>().size() == 2);
  const std::string url = whole.at("images").get(0).get("url").to_str();
  CHECK(hall.nobody.get(url.substr(url.find("/media/"))).body == png);
  const std::string cut = lines.substr(0, lines.find_last_not_of('='));
  const Reply broken = made(part("name", "8bit", "x") + part("images; filename=a.png", "base64", cut));
  CHECK(broken.status == 400);
  CHECK(broken.at("detail").to_str() == "Multipart form parse error - Could not decode base64 data.");
  CHECK(hall.box.media_files() == 2);
}

TEST_CASE("form: files of a list are known by PHP's names of them") {
  FormHall hall;
  const Reply reply =
      hall.send(std::string(support::form_type), support::multipart({{"name", "x"},
                                                                     {"country", "1"},
                                                                     {"images[]", png, "a.png"},
                                                                     {"images[7]", png, "b.png"},
                                                                     {"images[front]", png, "c.png"}}));
  CHECK(reply.status == 201);
  CHECK(reply.at("images").get<base::JsonArray>().size() == 3);
  CHECK(reply.header("X-ExpoBox-Ignored").empty());
}

TEST_CASE("form: files that no field takes are ignored, and the answer and the help desk say so") {
  FormHall hall;
  const std::uint64_t before = base::last_log_sequence();
  const Reply reply =
      hall.send(std::string(support::form_type), support::multipart({{"name", "x"},
                                                                     {"country", "1"},
                                                                     {"image", png, "a.png"},
                                                                     {"image", png, "b.png"},
                                                                     {"images[1][2]", png, "c.png"},
                                                                     {"ph,oto\xc3\xa9", png, "d.png"},
                                                                     {"photo", "text is no file"}}));
  CHECK(reply.status == 201);
  CHECK(reply.at("images").get<base::JsonArray>().empty());
  CHECK(reply.header("X-ExpoBox-Ignored") == "image, images[1][2], ph?oto??");
  CHECK(hall.box.media_files() == 0);
  const std::vector<base::LogLine> log = base::recent_log_lines(before);
  REQUIRE(log.size() == 1);
  CHECK(log[0].fields[0].second == "image, images[1][2], ph?oto??");
  CHECK(log[0].fields[1].second == "images, videos");
  const auto contact = hall.box.activity.contacts.find(hall.owner_id);
  REQUIRE(contact);
  REQUIRE(contact->error);
  CHECK(contact->error->status == 200);
  CHECK(contact->error->request == "POST /api/v1/booths/");
  CHECK(contact->error->detail ==
        "Ignored files: image, images[1][2], ph?oto??. Their field is called: images, videos.");
  std::vector<support::FormPart> many = {{"name", "x"}, {"country", "1"}};
  for (int i = 0; i < 20; ++i) many.push_back({std::string(100, 'a') + std::to_string(i), png, "a.png"});
  many.push_back({"files", png, "a.png"});
  CHECK(hall.send(std::string(support::form_type), support::multipart(many)).header("X-ExpoBox-Ignored") ==
        std::string(64, 'a') + ", files");
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
