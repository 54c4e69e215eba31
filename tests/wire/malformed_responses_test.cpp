// SPDX-License-Identifier: MIT
// What strangers may send, through the whole box: every answer is a plain refusal (or the harmless thing that
// was asked for), and the box goes on.

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "base/ids.h"
#include "crypto/hash.h"
#include "support/samples.h"
#include "support/server_fixture.h"

namespace {

using namespace std::string_literals;
using support::RawClient;
using support::Reply;
using support::WholeBox;

struct Hostile {
  std::string what;
  std::string request;
  std::vector<int> allowed;
};

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// Exactly one answer, one of those allowed, that tells nobody the box's key; then a good request.
void check(const WholeBox& box, const Hostile& hostile) {
  CAPTURE(hostile.what);
  RawClient client(box.port());
  client.send(hostile.request);  // it may be refused before all of it is sent
  client.end_sending();
  const auto reply = client.read(hostile.request.starts_with("HEAD "));
  REQUIRE(reply);
  CAPTURE(reply->status);
  CAPTURE(reply->body);
  CHECK(std::ranges::find(hostile.allowed, reply->status) != hostile.allowed.end());
  CHECK(reply->body.find(base::read_file(box.data() + "/keys/jwt.key").value()) == std::string::npos);
  CHECK_FALSE(reply->has("x-injected"));
  CHECK(client.ended());
  const auto good = RawClient(box.port()).ask(box.get("/api/v1/booths/list/"));
  REQUIRE(good);
  CHECK(good->status == 200);
}

std::string with_body(const std::string& head, const std::string& type, const std::string& body) {
  return head + "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

constexpr auto form_type = "multipart/form-data; boundary=B";

std::string part(const std::string& disposition, const std::string& bytes) {
  return "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + bytes + "\r\n";
}

std::string as_nobody(const std::string& request_line, const std::string& fields = "") {
  return request_line + " HTTP/1.1\r\nHost: box\r\n" + fields + "\r\n";
}

std::string new_booth(const WholeBox& box) {  // its URL
  const auto made = RawClient(box.port()).ask(box.post("/api/v1/booths/", R"({"name":"B","country":1})"));
  REQUIRE(made);
  REQUIRE(made->status == 201);
  return "/api/v1/booths/" + std::to_string(base::parse_json(made->body).get("id").get<std::int64_t>()) + "/";
}

std::string upload(const WholeBox& box, const std::string& target, const std::string& disposition,
                   const std::string& bytes) {
  return with_body(box.head("POST", target), form_type, part(disposition, bytes) + "--B--\r\n");
}

std::string signed_token(const std::string& header, const std::string& claims, const std::string& key) {
  const std::string text = base::base64url_encode(header) + '.' + base::base64url_encode(claims);
  return text + '.' + base::base64url_encode(crypto::hmac_sha256(key, text));
}

}  // namespace

TEST_CASE("hostile box: no request hides in another") {
  const WholeBox box;
  const std::string inner = as_nobody("GET /api/v1/health/");
  const std::string post = "POST /api/v1/token/ HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\n";
  const std::string length = "Content-Length: " + std::to_string(inner.size()) + "\r\n";
  const Hostile table[] = {
      {"both lengths",
       post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
       {400}},
      {"both, the other way",
       post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + inner,
       {400}},
      {"two lengths", post + "Content-Length: 0\r\nContent-Length: 50\r\n\r\n" + inner, {400}},
      {"a coding with a blank", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner, {400}},
      {"a coding that is none", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner, {400}},
      {"a list of codings", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inner, {400}},
      {"bare line feeds", "GET /api/v1/health/ HTTP/1.1\nHost: box\n\n" + inner, {400}},
      {"a chunk size below nothing",
       post + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" + inner,
       {400}},
      {"a chunk size of hex prefix",
       post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" + inner,
       {400}},
      {"a chunk size that overflows",
       post + "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n" + inner,
       {400}},
      {"a chunk longer than it says",
       post + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n" + inner,
       {400}},
      {"the body of a GET", "GET /api/v1/health/ HTTP/1.1\r\nHost: box\r\n" + length + "\r\n" + inner, {200}},
      {"the body of a HEAD",
       "HEAD /api/v1/health/ HTTP/1.1\r\nHost: box\r\n" + length + "\r\n" + inner,
       {200}},
      {"the body of a file's GET",
       "GET /media/booths/1/x.png HTTP/1.1\r\nHost: box\r\n" + length + "\r\n" + inner,
       {404}},
      {"the body of a refused request",
       "BREW /api/v1/health/ HTTP/1.1\r\nHost: box\r\n" + length + "\r\n" + inner,
       {405}},
      {"a trace", as_nobody("TRACE /api/v1/health/"), {405}},
      {"a tunnel", as_nobody("CONNECT box:443"), {400}},
      {"an upgrade", as_nobody("GET /api/v1/health/", "Connection: Upgrade\r\nUpgrade: h2c\r\n"), {200}},
      {"two hosts", as_nobody("GET /api/v1/health/", "Host: evil.example\r\n"), {400}},
  };
  for (const Hostile& hostile : table) check(box, hostile);
}

TEST_CASE("hostile box: nothing is too large to be refused") {
  const WholeBox box;
  const std::string booth = new_booth(box), booths = "/api/v1/booths/";
  const std::string json = "application/json", urlencoded = "application/x-www-form-urlencoded";
  const auto form = [&](const std::string& target, const std::string& parts) {
    return with_body(box.head("POST", target), form_type, parts + "--B--\r\n");
  };
  const Hostile table[] = {
      {"a long target", as_nobody("GET /" + std::string(9000, 'a')), {414}},
      {"a long query", as_nobody("GET /api/v1/health/?" + std::string(9000, 'a')), {414}},
      {"a long line", as_nobody("GET /", "X: " + std::string(40'000, 'a') + "\r\n"), {431}},
      {"many fields", as_nobody("GET /", repeated("X: 1\r\n", 200)), {431}},
      {"a head without end", "GET / HTTP/1.1\r\nHost: box\r\n" + repeated("X: 1\r\n", 20'000), {431}},
      {"a length beyond every file",
       box.head("POST", booths) + "Content-Length: 99999999999999999\r\n\r\n",
       {413}},
      {"a length beyond 64 bits",
       box.head("POST", booths) + "Content-Length: 99999999999999999999\r\n\r\n",
       {400}},
      {"a long JSON text",
       with_body(box.head("POST", booths), json, "{\"name\":\"" + std::string(3 << 20, 'a')),
       {413}},
      {"a long chunked JSON text",
       box.head("POST", booths) + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
           repeated("10000\r\n" + std::string(0x10000, ' ') + "\r\n", 48) + "0\r\n\r\n",
       {413}},
      {"JSON too deep", box.post(booths, repeated("[", 100'000)), {400}},
      {"objects too deep", box.post(booths, repeated(R"({"a":)", 100'000)), {400}},
      {"a deep field", box.post(booths, R"({"name":)" + repeated("[", 15) + repeated("]", 15) + "}"), {400}},
      {"many urlencoded fields",
       with_body(box.head("POST", booths), urlencoded, repeated("a=1&", 100'000)),
       {400}},
      {"a long text field", form(booths, part("name=name", std::string(3 << 20, 'a'))), {413}},
      {"10 000 parts", form(booths, repeated(part("name=a", "1"), 10'000)), {400}},
      {"10 000 nameless parts", form(booths, repeated("--B\r\n\r\n\r\n", 10'000)), {400}},
      {"the head of a part without end",
       form(booths, part("name=\"" + std::string(20'000, 'a') + "\"", "")),
       {400}},
      {"a boundary line without end", form(booths, "--B" + std::string(20'000, ' ') + "\r\n"), {400}},
      {"no boundary",
       with_body(box.head("POST", booths), "multipart/form-data", "--\r\n\r\n\r\n----"),
       {400}},
      {"an endless boundary",
       with_body(box.head("POST", booths), "multipart/form-data; boundary=" + std::string(5000, 'b'),
                 "--b--"),
       {400}},
      {"many files", form(booths, repeated(part("name=images; filename=a.png", support::png()), 100)), {400}},
      {"a large image",
       upload(box, booth + "images/", "name=image; filename=a.png",
              support::png() + std::string(20'100'000, 'a')),
       {400, 413}},
      {"an extended name for a regular expression",
       form(booths, part("name=images; filename*=UTF-8''" + std::string(8000, '%'), "x")),
       {400}},
      {"a compressed body",
       with_body(box.head("POST", booths) + "Content-Encoding: gzip\r\n", json, "\x1f\x8b\x08"),
       {415}},
      {"many ranges",
       as_nobody("GET /media/booths/1/x.png", "Range: bytes=" + repeated("0-0,", 1500) + "0-0\r\n"),
       {404}},
      {"a long token",
       as_nobody("GET /api/v1/countries/", "Authorization: Bearer " + repeated("e30.", 5000) + "\r\n"),
       {401}},
  };
  for (const Hostile& hostile : table) check(box, hostile);
}

TEST_CASE("hostile box: no number and no text is more than a bad field") {
  const WholeBox box;
  const std::string booth = new_booth(box);
  const auto named = [&](const std::string& name, const std::string& bytes) {
    return Hostile{name, box.post("/api/v1/booths/", R"({"name":")" + bytes + R"(","country":1})"), {400}};
  };
  std::vector<Hostile> table = {
      named("NUL", "a\\u0000b"),
      named("a raw NUL", "a\0b"s),
      named("no UTF-8", "\xff\xfe"),
      named("an overlong slash", "\xc0\xaf"),
      named("a surrogate in UTF-8", "\xed\xa0\x80"),
      named("half a pair", "\\ud800"),
      named("a raw line feed", "a\nb"),
      named("a name without end", std::string(300, 'a')),
      {"a key twice", box.post("/api/v1/booths/", R"({"name":"a","name":"b","country":1})"), {201}},
      {"more than one text", box.post("/api/v1/booths/", R"({"name":"a","country":1} {})"), {400}},
      {"a BOM", box.post("/api/v1/booths/", "\xef\xbb\xbf{\"name\":\"a\",\"country\":1}"), {400}},
      {"UTF-16", box.post("/api/v1/booths/", "{\0\"\0a\0\"\0:\0001\0}\0"s), {400}},
      {"no UTF-8 in a form",
       with_body(box.head("POST", "/api/v1/booths/"), form_type,
                 part("name=name", "\xff") + part("name=country", "1") + "--B--\r\n"),
       {400}},
      {"no UTF-8, urlencoded",
       with_body(box.head("POST", "/api/v1/booths/"), "application/x-www-form-urlencoded",
                 "name=%ff&country=1"),
       {400}},
      {"no UTF-8 for an e-mail",
       with_body("POST /api/v1/token/ HTTP/1.1\r\nHost: box\r\n", "application/x-www-form-urlencoded",
                 "email=%ff%fe&password=%00"),
       {400}},
      {"NUL in an e-mail", WholeBox::login("ann@example.com\\u0000", "open-sesame"), {400}},
      {"no UTF-8 in a query", as_nobody("GET /api/v1/health/?page=%ff%00"), {200}},
      {"no UTF-8 for a page", box.get("/api/v1/booths/list/?page=%ff%fe"), {404}},
      {"no UTF-8 in a header",
       as_nobody("GET /api/v1/countries/", "Authorization: Bearer \xff\xfe\r\n"),
       {401}},
      {"no UTF-8 for a type", with_body(box.head("POST", "/api/v1/booths/"), "\xff/\xfe", "{}"), {415}},
      {"an id beyond 64 bits", box.get("/api/v1/booths/99999999999999999999999/"), {404}},
      {"an id of minus one", box.get("/api/v1/booths/-1/"), {404}},
      {"a page beyond 64 bits", box.get("/api/v1/booths/list/?page=99999999999999999999"), {404}},
      {"SQL for an id", box.get("/api/v1/booths/1%20OR%201=1/"), {404}},
      {"SQL for a page", box.get("/api/v1/booths/list/?page=1;DROP%20TABLE%20users"), {404}},
  };
  for (const char* number : {"1e999", "-1e999", "1e308", "18446744073709551616", "9223372036854775808", "-1",
                             "1e-999", "NaN", "Infinity", "0x1", "01", "1.", ".1", "--1", "[1]", "{}", "true",
                             "\"1e999\"", "\"\\u0661e9999999999\""}) {
    table.push_back({"a country of "s + number,
                     box.post("/api/v1/booths/", R"({"name":"a","country":)"s + number + "}"),
                     {400}});
    table.push_back({"a price of "s + number,
                     box.post(booth + "items/", R"({"name":"a","price":)"s + number + "}"),
                     {400, 201}});
    table.push_back({"a quantity of "s + number,
                     box.post(booth + "items/", R"({"name":"a","quantity":)"s + number + "}"),
                     {400, 201}});
  }
  for (const Hostile& hostile : table) check(box, hostile);
}

TEST_CASE("hostile box: no path leads out of the media folder") {
  const WholeBox box;
  const std::string booth = new_booth(box);
  for (const std::string& path : {"../keys/jwt.key"s,
                                  "../../keys/jwt.key"s,
                                  "..%2f..%2fkeys%2fjwt.key"s,
                                  "%2e%2e/%2e%2e/keys/jwt.key"s,
                                  "%2e%2e%2f%2e%2e%2fkeys%2fjwt.key"s,
                                  "%252e%252e%252fkeys%252fjwt.key"s,
                                  "..%5c..%5ckeys%5cjwt.key"s,
                                  "..\\..\\keys\\jwt.key"s,
                                  "%c0%ae%c0%ae%c0%afkeys%c0%afjwt.key"s,
                                  "%e0%80%ae%e0%80%ae/keys/jwt.key"s,
                                  "..%00/keys/jwt.key"s,
                                  "%2e%2e%2fkeys%2fjwt.key%00.png"s,
                                  "....//....//keys/jwt.key"s,
                                  ".%2e/.%2e/keys/jwt.key"s,
                                  "%uff0e%uff0e/keys/jwt.key"s,
                                  "..;/..;/keys/jwt.key"s,
                                  "."s,
                                  ".."s,
                                  "%2e"s,
                                  "%2e%2e"s,
                                  ""s,
                                  "%00"s,
                                  "%"s,
                                  "%2"s,
                                  "%zz"s,
                                  "/etc/passwd"s,
                                  "%2fetc%2fpasswd"s,
                                  "1/../../expobox.db"s,
                                  "jwt.key"s,
                                  "..%2fexpobox.db"s,
                                  "~root"s,
                                  "con"s,
                                  "x.png%20"s,
                                  "x.png::$DATA"s,
                                  repeated("..%2f", 500) + "etc%2fpasswd"}) {
    for (const std::string& root :
         {"/media/booths/1/"s, "/media/items/1/"s, "/media/"s, "/"s, "/api/v1/../../"s}) {
      if (root + path == "/") continue;  // the page
      check(box, {root + path, as_nobody("GET " + root + path), {400, 404}});
    }
  }
}

TEST_CASE("hostile box: a token is what the box has signed, whatever it says of itself") {
  const WholeBox box;
  const std::string key = base::read_file(box.data() + "/keys/jwt.key").value();
  const std::string claims =
      R"({"token_type":"access","exp":99999999999,"iat":1,"jti":"x","user_id":1,"gen":0})";
  const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";
  const std::string good = signed_token(hs256, claims, key);
  const auto ask = [](const std::string& token) {
    return as_nobody("GET /api/v1/countries/", "Authorization: Bearer " + token + "\r\n");
  };
  const auto reply = RawClient(box.port()).ask(ask(good));
  REQUIRE(reply);
  REQUIRE(reply->status == 200);  // else the table below would prove nothing

  const auto unsigned_token = [&](const std::string& header) {
    return base::base64url_encode(header) + '.' + base::base64url_encode(claims) + '.';
  };
  std::vector<std::pair<std::string, std::string>> table = {
      {"none, unsigned", unsigned_token(R"({"alg":"none"})")},
      {"None, unsigned", unsigned_token(R"({"alg":"None"})")},
      {"HS256, unsigned", unsigned_token(hs256)},
      {"no signature at all", good.substr(0, good.rfind('.'))},
      {"an empty key", signed_token(hs256, claims, "")},
      {"the key it brings along",
       signed_token(R"({"alg":"HS256","jwk":{"kty":"oct","k":"bWluZQ"}})", claims, "mine")},
      {"a key to fetch",
       signed_token(R"({"alg":"HS256","jku":"http://evil.example/","x5u":"http://evil.example/"})", claims,
                    "mine")},
      {"a file for a key", signed_token(R"({"alg":"HS256","kid":"../../../dev/null"})", claims, "")},
      {"SQL for a key", signed_token(R"({"alg":"HS256","kid":"' UNION SELECT 'mine"})", claims, "mine")},
      {"a header of another", base::base64url_encode("{\"alg\":\"none\"}") + good.substr(good.find('.'))},
      {"a signature with too much padding", good + "==="},
      {"a signature with a dot", good + "."},
      {"a blank before", "." + good},
      {"encrypted", "a.b.c.d.e"},
      {"nothing", ".."},
  };
  // Signed with the right key, so that what they say of themselves is all that is wrong.
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"RS256"})", R"({"alg":"ES256"})", R"({"alg":"HS384"})",
        R"({"alg":"HS512"})", R"({"alg":"hs256"})", R"({"alg":"HS256 "})", R"({"alg":["HS256"]})",
        R"({"alg":null})", R"({"typ":"JWT"})", R"({"ALG":"HS256"})", R"({"alg":"HS256","alg":"none"})",
        R"({"alg":"HS256","crit":["exp"]})", R"({"alg":"HS256","crit":[]})", R"(["HS256"])", "\"HS256\"", "",
        "{", "\xff"}) {
    table.emplace_back("a header of "s + header, signed_token(header, claims, key));
  }
  for (const char* wrong :
       {R"({"token_type":"access","exp":1,"jti":"x","user_id":1})",
        R"({"token_type":"access","jti":"x","user_id":1})",
        R"({"token_type":"access","exp":1e999,"jti":"x","user_id":1})",
        R"({"token_type":"access","exp":"99999999999","jti":"x","user_id":1})",
        R"({"token_type":"refresh","exp":99999999999,"jti":"x","user_id":1})",
        R"({"exp":99999999999,"jti":"x","user_id":1})",
        R"({"token_type":"access","exp":99999999999,"user_id":1})",
        R"({"token_type":"access","exp":99999999999,"jti":"x"})",
        R"({"token_type":"access","exp":99999999999,"jti":"x","user_id":"1 OR 1=1"})",
        R"({"token_type":"access","exp":99999999999,"jti":"x","user_id":-1})",
        R"({"token_type":"access","exp":99999999999,"jti":"x","user_id":1e30})",
        R"({"token_type":"access","exp":99999999999,"jti":"x","user_id":999999})",
        R"({"token_type":"access","exp":99999999999,"nbf":99999999998,"jti":"x","user_id":1})",
        R"({"token_type":"access","exp":99999999999,"jti":"x","user_id":1,"gen":-1})"}) {
    table.emplace_back("claims of "s + wrong, signed_token(hs256, wrong, key));
  }
  for (const auto& [what, token] : table) check(box, {what, ask(token), {401}});
}

TEST_CASE("hostile box: only the box's own names are answered, and nobody speaks for another address") {
  const WholeBox box;
  for (const char* host : {"evil.example",
                           "evil.example:8000",
                           "127.0.0.1.evil.example",
                           "box.evil.example",
                           "localhost.evil.example",
                           "evil.example.",
                           "evil-local",
                           "local",
                           "x.local.evil.example",
                           "[::1].evil.example",
                           "[::1]evil",
                           "[::1",
                           "[evil]",
                           "127.0.0.1:80:80",
                           "127.0.0.1:x",
                           "127.0.0.1:999999",
                           "0x7f.1",
                           "127.1",
                           "",
                           ".",
                           ":8000",
                           "box@evil.example",
                           "evil.example#.local",
                           "evil.example/.local",
                           "evil.example\\.local",
                           "evil.example%2e.local"}) {
    const bool single_label = "evil-local"s == host || "local"s == host;  // no name of the internet
    check(box, {host, "GET /api/v1/health/ HTTP/1.1\r\nHost: "s + host + "\r\n\r\n",
                single_label ? std::vector{200} : std::vector{400}});
  }
  check(box, {"a host in the target",
              "GET http://evil.example/api/v1/health/ HTTP/1.1\r\nHost: box\r\n\r\n",
              {400}});
  const auto forwarded = RawClient(box.port())
                             .ask(box.head("GET", "/api/v1/booths/list/?page=1&page_size=1") +
                                  "X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n");
  REQUIRE(forwarded);
  CHECK(forwarded->body.find("evil") == std::string::npos);
}

TEST_CASE("hostile box: a file's name decides nothing but its ending") {
  const WholeBox box;
  const std::string images = new_booth(box) + "images/";
  int kept = 0;
  for (const std::string& name : {"a.png"s,
                                  "../../../keys/a.png"s,
                                  "..\\\\..\\\\a.png"s,
                                  "C:\\x\\a.png"s,
                                  "a.html.png"s,
                                  "a.png\\\"; x=\\\"y.html"s,
                                  "a%0d%0aX-Injected: 1.png"s,
                                  "a\r\nX-Injected: 1.png"s,
                                  "a\rX-Injected: 1.png"s,
                                  "a\0.html.png"s,
                                  "\xff\xfe.png"s,
                                  "<script>.png"s,
                                  std::string(4000, 'a') + ".png",
                                  "con.png"s,
                                  ".png"s,
                                  "a.php"s,
                                  "a.png/"s,
                                  "a.png%00.html"s,
                                  "a.svg"s,
                                  "a.html"s,
                                  "a.png.exe"s}) {
    CAPTURE(name);
    const auto reply = RawClient(box.port())
                           .ask(upload(box, images, "name=image; filename=\"" + name + "\"", support::png()));
    REQUIRE(reply);
    CAPTURE(reply->body);
    CHECK_FALSE(reply->has("x-injected"));
    CHECK((reply->status == 201 || reply->status == 400));
    if (reply->status != 201) continue;
    ++kept;
    const std::string url = base::parse_json(reply->body).get("url").get<std::string>();
    const std::string path = url.substr(url.find("/media/"));
    CHECK(path.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/.") == std::string::npos);
    CHECK(path.ends_with(".png"));
    const auto file = RawClient(box.port()).ask(as_nobody("GET " + path));
    REQUIRE(file);
    CHECK(file->status == 200);
    CHECK_FALSE(file->has("x-injected"));
    CHECK(file->field("content-type") == "image/png");
  }
  CHECK(kept >= 5);
}

TEST_CASE("hostile box: a page is never served as one, whatever it is dressed in") {
  const WholeBox box;
  const std::string booth = new_booth(box);
  const std::string page = "<!doctype html><script>alert(1)</script>", pdf = "%PDF-1.7\n1 0 obj\n";
  const struct {
    const char* what;
    std::string field, name, bytes;
    bool kept;
  } table[] = {
      {"a page", "image", "a.png", page, false},
      {"a drawing", "image", "a.png", support::svg(), false},
      {"a drawing by its name", "image", "a.svg", support::svg(), false},
      {"a document", "image", "a.png", pdf, false},
      {"a script that begins as a GIF", "image", "a.gif", "GIF89a=1;alert(1)//" + page, false},
      {"a page that begins as a bitmap", "image", "a.bmp", "BM" + page, false},
      {"a page that begins as a JPEG", "image", "a.jpg", "\xFF\xD8\xFF" + page, false},
      {"a page for a film", "video", "a.mp4", page, false},
      {"a page with a film's mark", "video", "a.mov", "<!--mdat-->" + page, false},
      {"a page with a film's other mark", "video", "a.mov", "\n<b moov>" + page, false},
      {"a document with a film's mark", "video", "a.mov", "%PDFmoov" + pdf, false},
      {"a page behind an image", "image", "a.png", support::png() + page, true},
      {"a document behind an image", "image", "a.jpg", support::jpeg() + pdf, true},
      {"a page inside a film", "video", "a.mp4", support::mp4() + page, true},
  };
  for (const auto& [what, field, name, bytes, kept] : table) {
    CAPTURE(what);
    const auto reply =
        RawClient(box.port())
            .ask(upload(box, booth + field + "s/", "name=" + field + "; filename=" + name, bytes));
    REQUIRE(reply);
    CAPTURE(reply->body);
    CHECK(reply->status == (kept ? 201 : 400));
    if (reply->status != 201) continue;
    const std::string url = base::parse_json(reply->body).get("url").get<std::string>();
    const auto file = RawClient(box.port()).ask(as_nobody("GET " + url.substr(url.find("/media/"))));
    REQUIRE(file);
    CHECK(file->body == bytes);
    CHECK(file->field("content-type").starts_with(field + "/"));
    CHECK(file->field("x-content-type-options") == "nosniff");
    CHECK(file->field("content-security-policy") == "default-src 'none'; sandbox");
  }
}
