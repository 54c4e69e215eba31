// SPDX-License-Identifier: MIT
//
// Which files the box has already.

#include <doctest/doctest.h>

#include "base/text/text.h"
#include "crypto/hash.h"
#include "support/api_fixture.h"
#include "support/photo.h"

namespace {

using support::Hall;
using support::Reply;

constexpr auto target = "/api/v1/sync/media/check/";

std::string hash_of(std::string_view bytes) { return base::hex(crypto::sha256(bytes)); }

std::string question(const std::vector<std::string>& hashes) {
  std::string list;
  for (const std::string& hash : hashes) list.append(list.empty() ? "\"" : ",\"").append(hash).append("\"");
  return R"({"sha256": [)" + list + "]}";
}

std::string answer(const std::string& have, const std::string& missing) {
  return support::canonical(R"({"have": [)" + have + R"(], "missing": [)" + missing + R"(], "partial": []})");
}

}  // namespace

TEST_CASE("media check: each hash once, in the order asked, of the caller's own files alone") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const Reply image = hall.owner.upload(booth + "images/", "image", support::png, "1.png");
  hall.owner.upload(booth + "images/", "image", support::png, "2.png");
  hall.owner.upload(hall.new_item(booth) + "images/", "image", support::gif, "3.gif");
  const std::string png = hash_of(support::png), gif = hash_of(support::gif), none = hash_of("none");
  const auto quoted = [](const std::string& hash) { return '"' + hash + '"'; };
  std::string loud = png;
  for (char& c : loud) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));

  const Reply known = hall.owner.json("POST", target, question({none, gif, loud, gif}));
  CHECK(known.status == 200);
  CHECK(known.json().serialize() == answer(quoted(gif) + "," + quoted(png), quoted(none)));
  const Reply others = hall.stranger.json("POST", target, question({gif, png}));
  CHECK(others.json().serialize() == answer("", quoted(gif) + "," + quoted(png)));
  CHECK(hall.admin.json("POST", target, question({gif})).json().serialize() == answer("", quoted(gif)));
  CHECK(hall.nobody.json("POST", target, question({gif})).status == 401);
  CHECK(hall.owner.json("POST", target, question({})).json().serialize() == answer("", ""));

  const std::string id = booth.substr(std::string("/api/v1/booths/").size());
  CHECK(hall.admin
            .json("PUT", "/api/v1/admin/booths/" + id + "owner/",
                  R"({"owner":)" + std::to_string(hall.stranger_id.value) + "}")
            .status == 200);
  CHECK(hall.stranger.json("POST", target, question({png})).json().serialize() == answer(quoted(png), ""));
  CHECK(hall.owner.json("POST", target, question({png})).json().serialize() == answer("", quoted(png)));
}

TEST_CASE("media check: a picture that lost its location is found by the hash it was sent with") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::string sent = support::located_photo();
  const Reply image = hall.owner.upload(booth + "images/", "image", sent, "1.jpg");
  REQUIRE(image.status == 201);
  const std::string url = image.at("url").to_str();
  const std::string kept = hall.nobody.get(url.substr(url.find("/media/"))).body;
  CHECK(kept == support::located_photo(false));
  const std::string both = '"' + hash_of(sent) + "\",\"" + hash_of(kept) + '"';
  CHECK(hall.owner.json("POST", target, question({hash_of(sent), hash_of(kept)})).json().serialize() ==
        answer(both, ""));
  CHECK(hall.stranger.json("POST", target, question({hash_of(sent), hash_of(kept)})).json().serialize() ==
        answer("", both));
}

TEST_CASE("media check: what is no list of hashes is refused") {
  Hall hall;
  const std::string good = hash_of("x");
  for (const std::string& body :
       {std::string("{}"), std::string(R"({"sha256": "x"})"), std::string(R"({"sha256": [1]})"),
        question({good.substr(1)}), question({good + "0"}), question({"g" + good.substr(1)}),
        question(std::vector<std::string>(1001, good))}) {
    CAPTURE(body.substr(0, 100));
    const Reply reply = hall.owner.json("POST", target, body);
    CHECK(reply.status == 400);
    CHECK(reply.at("sha256").is<base::JsonArray>());
  }
  CHECK(hall.owner.json("POST", target, question(std::vector<std::string>(1000, good))).status == 200);
}

TEST_CASE("media check: what has begun to come is neither there nor missing, and nobody else's business") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::string id = booth.substr(15, booth.size() - 16);
  const std::string hash = hash_of(support::png);
  const auto pair = [](const std::string& key, const std::string& value) {
    return key + " " + base::base64_encode(value);
  };
  const Reply begun =
      hall.box.ask("POST", "/api/v1/uploads/",
                   {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)},
                    {"tus-resumable", "1.0.0"},
                    {"upload-length", std::to_string(support::png.size())},
                    {"content-type", "application/offset+octet-stream"},
                    {"upload-metadata", pair("target", "booth_image") + "," + pair("booth", id) + "," +
                                            pair("filename", "a.png") + "," + pair("sha256", hash)}},
                   std::string_view(support::png).substr(0, 30));
  REQUIRE(begun.status == 201);
  const std::string partial = R"({"have": [], "missing": [], "partial": [{"sha256": ")" + hash +
                              R"(", "upload": ")" + begun.header("Location") + R"(", "offset": 30}]})";
  CHECK(hall.owner.json("POST", target, question({hash})).json().serialize() == support::canonical(partial));
  CHECK(hall.stranger.json("POST", target, question({hash})).json().serialize() ==
        answer("", "\"" + hash + "\""));
}
