// SPDX-License-Identifier: MIT
//
// Pictures and films that the box knows and does not take, or takes with a warning, on every way in.

#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string box(const std::string& type, const std::string& content) {
  return number(static_cast<std::uint32_t>(content.size() + 8)) + type + content;
}

// One picture that stands in the box that lists it.
std::string heif(const std::string& brand) {
  const std::string zero = number(0);
  const std::string entry =
      box("infe", number(0x02000000) + number(0x00010000) + "hvc1" + std::string(1, '\0'));
  const std::string place = box("iloc", number(0x01000000) + std::string("\x44\0\0\x01", 4) +
                                            std::string("\0\x01\0\x01\0\0\0\x01", 8) + zero + number(7));
  return box("ftyp", brand + zero + brand) +
         box("meta",
             zero + box("iinf", zero + std::string("\0\x01", 2) + entry) + place + box("idat", "picture")) +
         std::string(40, '\0');
}

const std::string jpeg_xl =
    std::string("\0\0\0\x0CJXL \r\n\x87\n", 12) + box("jxlc", "\xFF\x0A" + std::string(60, 'x'));

std::string index_of(const std::string& coding) {
  const std::string entries = box("stsd", number(0) + number(1) + box(coding, std::string(78, '\0')));
  return box("moov", box("trak", box("mdia", box("minf", box("stbl", entries)))));
}

std::string message(const Reply& reply, const std::string& field) {
  return reply.at(field).get(0).get<std::string>();
}

void store_heic(Hall& hall, const char* how) {
  const std::string body = std::string(R"({"heic": ")") + how + "\"}";
  REQUIRE(hall.admin.json("PATCH", "/api/v1/admin/settings/", body).status == 200);
}

std::string last_error(Hall& hall) {
  const Reply reply = hall.admin.get("/api/v1/admin/users/" + std::to_string(hall.owner_id.value) + "/");
  const base::Json error = reply.at("last_error");
  return error.is<base::JsonObject>() ? error.get("detail").to_str() : "none";
}

// The last value of each key counts, base64 as tus has it.
Reply announced(Hall& hall, const std::string& booth, const std::string& name, const std::string& type) {
  const std::string id = booth.substr(booth.find("booths/") + 7, booth.size() - booth.find("booths/") - 8);
  const std::string metadata = "target " + base::base64_encode("booth_image") + ",booth " +
                               base::base64_encode(id) + ",filename " + base::base64_encode(name) +
                               (type.empty() ? "" : ",filetype " + base::base64_encode(type));
  return hall.box.ask("POST", "/api/v1/uploads/",
                      {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)},
                       {"tus-resumable", "1.0.0"},
                       {"upload-length", "5000"},
                       {"upload-metadata", metadata}},
                      {}, false);
}

}  // namespace

TEST_CASE("media kinds: HEIC, AVIF and JPEG XL are refused by name, on every way in") {
  Hall hall;
  const std::string booth = hall.new_booth(), item = hall.new_item(booth);
  for (const auto& [bytes, name, format] :
       {std::tuple{heif("heic"), "a.heic", "HEIC"}, std::tuple{heif("heix"), "a.jpg", "HEIC"},
        std::tuple{heif("mif1"), "a.heif", "HEIC"}, std::tuple{heif("avif"), "a.avif", "AVIF"},
        std::tuple{jpeg_xl, "a.jxl", "JPEG XL"}}) {
    CAPTURE(name);
    const auto refused = [&](const Reply& reply, const std::string& field) {
      CHECK(reply.status == 400);
      CHECK(message(reply, field).find(std::string(format) + " image, which is not accepted") !=
            std::string::npos);
      CHECK(message(reply, field).find("JPEG") != std::string::npos);
    };
    refused(hall.owner.upload(booth + "images/", "image", bytes, name), "image");
    refused(hall.owner.upload(item + "images/", "image", bytes, name), "image");
    refused(hall.owner.form("PUT", booth, {{"images", bytes, name}}), "images");
    refused(hall.owner.form("POST", "/api/v1/booths/",
                            {{"name", "x"}, {"country", "1"}, {"images", bytes, name}}),
            "images");
  }
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("media kinds: an upload in pieces that announces one of them is refused by name") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const auto told = [&](const char* name, const char* type) {
    const Reply reply = announced(hall, booth, name, type);
    return reply.status == 400 ? message(reply, "image") : std::to_string(reply.status);
  };
  CHECK(told("a.heic", "image/heic").find("a HEIC image") != std::string::npos);
  CHECK(told("a.jpg", "image/heif-sequence").find("a HEIC image") != std::string::npos);
  CHECK(told("a.HEIF", "").find("a HEIC image") != std::string::npos);
  CHECK(told("a.avif", "image/avif").find("an AVIF image") != std::string::npos);
  CHECK(told("a.jxl", "").find("a JPEG XL image") != std::string::npos);
  CHECK(told("a.heic", "image/jpeg").starts_with("File extension"));
  CHECK(told("a.jpg", "image/jpeg") == "201");
  store_heic(hall, "store");
  CHECK(told("b.heic", "image/heic") == "201");
}

TEST_CASE("media kinds: the organiser may have them stored, and they are served as what they are") {
  Hall hall;
  const std::string booth = hall.new_booth();
  CHECK(hall.nobody.get("/api/v1/sync/").at("media").get("heic").to_str() == "reject");
  store_heic(hall, "store");
  const base::Json media = hall.nobody.get("/api/v1/sync/").at("media");
  CHECK(media.get("heic").to_str() == "store");
  const base::JsonArray types = media.get("image").get<base::JsonArray>();
  for (const auto& [bytes, name, type] :
       {std::tuple{heif("heic"), "a.HEIC", "image/heic"}, std::tuple{heif("avif"), "a.avif", "image/avif"},
        std::tuple{jpeg_xl, "a.jxl", "image/jxl"}}) {
    CAPTURE(name);
    CHECK(std::ranges::find(types, base::Json(type)) != types.end());
    const Reply made = hall.owner.upload(booth + "images/", "image", bytes, name);
    REQUIRE(made.status == 201);
    const std::string url = made.at("url").to_str();
    CHECK(url.ends_with(std::string(".") + (type + 6)));
    const Reply file = hall.nobody.get(url.substr(url.find("/media/")));
    CHECK(file.body == bytes);
    CHECK(file.content_type == type);
    CHECK(file.header("Content-Security-Policy").find("sandbox") != std::string::npos);
  }
  CHECK(hall.owner.upload(booth + "images/", "image", heif("heic").substr(0, 90), "a.heic").status == 400);
  CHECK(hall.owner.upload(booth + "videos/", "video", heif("heic"), "a.mp4").status == 400);
  store_heic(hall, "reject");
  CHECK(hall.owner.upload(booth + "images/", "image", heif("heic"), "a.heic").status == 400);
  CHECK(hall.admin.json("PATCH", "/api/v1/admin/settings/", R"({"heic": "convert"})").status == 400);
}

TEST_CASE("media kinds: a film that some devices cannot play is kept, with a warning to both sides") {
  Hall hall;
  const std::string booth = hall.new_booth(), folder = booth + "videos/", start = support::mp4();
  const auto warning = [&](const std::string& film) {
    const Reply reply = hall.owner.upload(folder, "video", film, "a.mp4");
    CHECK(reply.status == 201);
    return reply.header("X-ExpoBox-Warning");
  };
  CHECK(warning(start).empty());
  CHECK(warning(start.substr(0, 24) + index_of("avc1") + start.substr(24)).empty());
  CHECK(last_error(hall) == "none");
  const std::string last = warning(start + index_of("avc1"));
  CHECK(last.find("index") != std::string::npos);
  CHECK(last_error(hall) == last);
  const std::string coded = warning(start.substr(0, 24) + index_of("hev1") + start.substr(24));
  CHECK(coded.find("HEVC") != std::string::npos);
  CHECK(last_error(hall) == coded);
  const Reply both = hall.owner.form("PUT", booth, {{"videos", start + index_of("hvc1"), "b.mp4"}});
  CHECK(both.status == 200);
  CHECK(both.header("X-ExpoBox-Warning").find("HEVC") != std::string::npos);
}

TEST_CASE("media kinds: a film that was cut off is refused in plain words") {
  Hall hall;
  const std::string folder = hall.new_booth() + "videos/", film = support::mp4(9000);
  const Reply cut = hall.owner.upload(folder, "video", film.substr(0, 7000), "a.mp4");
  CHECK(cut.status == 400);
  CHECK(message(cut, "video").find("not complete") != std::string::npos);
  const Reply without =
      hall.owner.upload(folder, "video", film.substr(0, 24) + number(0) + "mdat" + film.substr(32), "a.mov");
  CHECK(without.status == 400);
  CHECK(hall.box.media_files() == 0);
}
