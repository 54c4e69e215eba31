// SPDX-License-Identifier: MIT
//
// Uploads in pieces: tus 1.0, its statuses, and what is kept of what came.

#include <doctest/doctest.h>

#include <string>

#include "api/uploads/chunk_receiver.h"
#include "crypto/hash.h"
#include "store/settings.h"
#include "store/uploads.h"
#include "support/api_fixture.h"
#include "support/photo.h"

namespace {

using support::BoxOptions;
using support::Hall;
using support::HeaderList;
using support::mp4;
using support::png;
using support::Reply;

constexpr const char* uploads = "/api/v1/uploads/";
constexpr const char* client_id = "0192a6f0-7c1e-7b1a-8d55-0a1b2c3d4e5f";

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string metadata(const Pairs& pairs) {
  std::string text;
  for (const auto& [key, value] : pairs) {
    text += (text.empty() ? "" : ",") + key + (value.empty() ? "" : " " + base::base64_encode(value));
  }
  return text;
}

struct TusHall : Hall {
  explicit TusHall(const BoxOptions& options = {}) : Hall(options) {}

  const std::string booth = new_booth();
  const std::string booth_id =
      booth.substr(sizeof "/api/v1/booths/" - 1, booth.size() - sizeof "/api/v1/booths/");
  store::UserId as = owner_id;

  Reply tus(std::string_view method, const std::string& target, HeaderList more = {},
            std::string_view body = {}, bool chunked = false) {
    HeaderList headers = {{"authorization", "Bearer " + box.token_of(as)}, {"tus-resumable", "1.0.0"}};
    headers.insert(headers.end(), more.begin(), more.end());
    const Reply reply = box.ask(method, target, headers, body, chunked);
    CHECK(reply.header("Tus-Resumable") == "1.0.0");
    return reply;
  }
  Reply create(std::uint64_t size, const Pairs& pairs, HeaderList more = {}, std::string_view body = {}) {
    more.emplace_back("upload-length", std::to_string(size));
    more.emplace_back("upload-metadata", metadata(pairs));
    return tus("POST", uploads, more, body);
  }
  Pairs picture(const std::string& id = client_id) const {
    return {{"target", "booth_image"},
            {"booth", booth_id},
            {"client_id", id},
            {"filename", "a.png"},
            {"filetype", "image/png"}};
  }
  Pairs film() const {
    return {{"target", "booth_video"}, {"booth", booth_id}, {"client_id", client_id}, {"filename", "a.mp4"}};
  }
  std::string begun(std::uint64_t size, const Pairs& pairs) {
    const Reply made = create(size, pairs);
    REQUIRE(made.status == 201);
    return made.header("Location");
  }
  Reply patch(const std::string& upload, std::uint64_t offset, std::string_view bytes, HeaderList more = {}) {
    more.emplace_back("upload-offset", std::to_string(offset));
    more.emplace_back("content-type", "application/offset+octet-stream");
    return tus("PATCH", upload, more, bytes);
  }
  std::string offset(const std::string& upload) { return tus("HEAD", upload).header("Upload-Offset"); }
  std::string state(const std::string& upload) { return tus("GET", upload).at("state").to_str(); }
  base::Json booth_now() { return owner.get(booth).json(); }
  std::size_t images() { return booth_now().get("images").get<base::JsonArray>().size(); }
};

std::string checksum(const std::string& algorithm, const std::string& bytes) {
  crypto::Sha1 sha1;
  sha1.update(bytes);
  return algorithm + " " + base::base64_encode(algorithm == "sha1" ? sha1.digest() : crypto::sha256(bytes));
}

}  // namespace

TEST_CASE("tus: a file in pieces becomes what a form would have made of it") {
  TusHall hall;
  Pairs pairs = hall.picture();
  pairs.emplace_back("sha256", base::hex(crypto::sha256(png)));
  const Reply made = hall.create(png.size(), pairs);
  CHECK(made.status == 201);
  CHECK(made.header("Upload-Offset") == "0");
  const std::string upload = made.header("Location");
  CHECK(hall.patch(upload, 0, png.substr(0, 30)).header("Upload-Offset") == "30");
  CHECK(hall.state(upload) == "receiving");
  CHECK(hall.images() == 0);
  const Reply head = hall.tus("HEAD", upload);
  CHECK(head.status == 200);
  CHECK(head.header("Upload-Offset") == "30");
  CHECK(head.header("Upload-Length") == std::to_string(png.size()));
  CHECK(head.header("Upload-Metadata") == metadata(pairs));
  CHECK(head.header("Cache-Control") == "no-store");

  const Reply last = hall.patch(upload, 30, png.substr(30));
  CHECK(last.status == 204);
  CHECK(last.header("Upload-Offset") == std::to_string(png.size()));
  REQUIRE(hall.images() == 1);
  const base::Json image = hall.booth_now().get("images").get(0);
  CHECK(last.header("Content-Location") ==
        hall.booth + "images/" + std::to_string(image.get("id").get<std::int64_t>()) + "/");
  const std::string url = image.get("url").to_str();
  CHECK(url.ends_with(".png"));
  const Reply sent = hall.nobody.get(url.substr(url.find("/media/")));
  CHECK(sent.body == png);
  CHECK(sent.content_type == "image/png");
  CHECK(hall.box.media_files() == 1);

  const Reply told = hall.tus("GET", upload);
  CHECK(told.at("state").to_str() == "finished");
  CHECK(told.at("media").get("id") == image.get("id"));
  CHECK(told.at("media").get("booth").to_str() == hall.booth_id);
  CHECK(hall.offset(upload) == std::to_string(png.size()));
  const Reply again = hall.patch(upload, png.size(), "");  // whose answer was lost
  CHECK(again.status == 204);
  CHECK(again.header("Content-Location") == last.header("Content-Location"));
  CHECK(hall.owner.ask("DELETE", last.header("Content-Location")).status == 204);
  CHECK(hall.tus("GET", upload).at("media").is<picojson::null>());
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tus: an upload is cut to one-byte pieces and is whole all the same") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  for (std::size_t at = 0; at < png.size(); ++at) {
    CHECK(hall.patch(upload, at, png.substr(at, 1)).status == 204);
    if (at % 7 == 0) hall.box.upload_locks.forget(upload.substr(sizeof "/api/v1/uploads/" - 1, 32));
  }
  CHECK(hall.images() == 1);
}

TEST_CASE("tus: OPTIONS tells what the box can do") {
  TusHall hall;
  const Reply reply = hall.owner.ask("OPTIONS", uploads);
  CHECK(reply.status == 204);
  CHECK(reply.header("Tus-Version") == "1.0.0");
  CHECK(reply.header("Tus-Extension") ==
        "creation,creation-with-upload,expiration,termination,checksum,concatenation");
  CHECK(reply.header("Tus-Max-Size") == "200000");
  CHECK(reply.header("Tus-Checksum-Algorithm") == "sha1,sha256");
}

TEST_CASE("tus: another version, or none, is 412") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  for (const char* method : {"POST", "HEAD", "PATCH", "DELETE"}) {
    CAPTURE(method);
    const std::string target = method == std::string("POST") ? uploads : upload;
    const Reply none = hall.owner.ask(method, target);
    CHECK(none.status == 412);
    CHECK(none.header("Tus-Version") == "1.0.0");
    CHECK(none.header("Tus-Resumable") == "1.0.0");
    HeaderList old = {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)},
                      {"tus-resumable", "0.2.2"}};
    CHECK(hall.box.ask(method, target, old).status == 412);
  }
  CHECK(hall.offset(upload) == "0");
}

TEST_CASE("tus: what a new upload must say") {
  TusHall hall;
  const auto with = [&](const std::string& key, const std::string& value) {
    Pairs pairs = hall.picture();
    for (auto& pair : pairs) {
      if (pair.first == key) pair.second = value;
    }
    return hall.create(png.size(), pairs);
  };
  CHECK(with("target", "cellar").status == 400);
  CHECK(with("target", "").body.find("target") != std::string::npos);
  CHECK(with("booth", "").status == 400);
  CHECK(with("booth", "999").status == 404);
  CHECK(with("booth", "0192a6f0-7c1e-7b1a-8d55-0a1b2c3d4e5f").status == 404);
  CHECK(with("client_id", "seven").status == 400);
  CHECK(with("filename", "a.txt").status == 400);
  CHECK(with("filetype", "video/mp4").status == 400);
  CHECK(with("filetype", "image/heic").status == 400);
  CHECK(with("filetype", "application/octet-stream").status == 201);
  Pairs hashed = hall.picture();
  hashed.emplace_back("sha256", "abc");
  CHECK(hall.create(png.size(), hashed).at("sha256").is<base::JsonArray>());
  CHECK(hall.create(0, hall.picture()).at("image").get(0).to_str() == "The submitted file is empty.");
  const Reply large = hall.create(100'001, hall.picture());
  CHECK(large.status == 413);
  CHECK(large.header("Tus-Max-Size") == "200000");
  CHECK(hall.tus("POST", uploads, {{"upload-defer-length", "1"}}).status == 400);
  CHECK(hall.tus("POST", uploads, {{"upload-length", "-1"}}).status == 400);
  CHECK(hall.tus("POST", uploads, {{"upload-length", "9"}, {"upload-metadata", "a b c"}}).status == 400);
  CHECK(hall.tus("POST", uploads, {{"upload-length", "9"}, {"upload-metadata", "a !"}}).status == 400);
  CHECK(hall.create(9, hall.picture(), {{"content-type", "text/plain"}}, "xx").status == 415);
  hall.as = hall.stranger_id;
  CHECK(hall.create(png.size(), hall.picture()).status == 403);
}

TEST_CASE("tus: whose upload it is") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  hall.as = hall.stranger_id;
  for (const char* method : {"HEAD", "GET", "DELETE"}) CHECK(hall.tus(method, upload).status == 404);
  CHECK(hall.patch(upload, 0, png).status == 404);
  CHECK(hall.nobody.get(upload).status == 401);
  hall.as = hall.admin_id;
  CHECK(hall.patch(upload, 0, png).status == 204);
  CHECK(hall.images() == 1);
}

TEST_CASE("tus: a booth and an item are told by their client ids, too") {
  TusHall hall;
  const std::string booth_name = "0192a6f0-0000-7000-8000-00000000000a";
  const std::string item_name = "0192a6f0-0000-7000-8000-00000000000B";
  const Reply booth = hall.owner.json("POST", "/api/v1/booths/",
                                      R"({"name": "B", "country": 1, "client_id": ")" + booth_name + "\"}");
  const std::string url = "/api/v1/booths/" + std::to_string(booth.id()) + "/";
  const Reply item =
      hall.owner.json("POST", url + "items/", R"({"name": "I", "client_id": ")" + item_name + "\"}");
  REQUIRE(item.status == 201);
  const std::string to_booth =
      hall.begun(png.size(), {{"target", "booth_image"}, {"booth", booth_name}, {"filename", "a.png"}});
  const std::string to_item =
      hall.begun(png.size(), {{"target", "item_image"}, {"item", item_name}, {"filename", "a.png"}});
  CHECK(hall.patch(to_booth, 0, png).header("Content-Location").starts_with(url + "images/"));
  const Reply last = hall.patch(to_item, 0, png);
  CHECK(last.header("Content-Location").starts_with(url + "items/" + std::to_string(item.id()) + "/images/"));
  CHECK(hall.tus("GET", to_item).at("media").get("item").get<std::int64_t>() == item.id());
  CHECK(hall.create(png.size(), {{"target", "booth_image"}, {"booth", item_name}}).status == 404);
}

TEST_CASE("tus: what a piece must say") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  CHECK(hall.tus("PATCH", upload, {{"upload-offset", "0"}}, png).status == 415);
  CHECK(hall.tus("PATCH", upload, {{"content-type", "application/offset+octet-stream"}}, png).status == 400);
  CHECK(hall.patch(upload, 0, png + "x").status == 413);
  CHECK(hall.offset(upload) == "0");
  CHECK(hall.patch(upload, 0, png.substr(0, 10)).status == 204);
  for (const std::uint64_t offset : {0, 9, 11}) {
    const Reply other = hall.patch(upload, offset, png.substr(10));
    CHECK(other.status == 409);
    CHECK(other.header("Upload-Offset") == "10");
  }
  CHECK(hall.patch(upload, 10, "").header("Upload-Offset") == "10");
  CHECK(hall.tus("PATCH", std::string(uploads) + "none/").status == 404);
  CHECK(hall.patch(upload, 10, png.substr(10)).status == 204);
  CHECK(hall.patch(upload, png.size(), "x").status == 413);
}

TEST_CASE("tus: more than was announced, without saying how much, makes nothing") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  const HeaderList piece = {{"upload-offset", "0"}, {"content-type", "application/offset+octet-stream"}};
  CHECK(hall.tus("PATCH", upload, piece, png + "more", true).status == 413);
  CHECK(hall.images() == 0);
  CHECK(hall.offset(upload) == "0");
  CHECK(hall.tus("PATCH", upload, piece, png, true).status == 204);
  CHECK(hall.images() == 1);
}

TEST_CASE("tus: checksums") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  const std::string first = png.substr(0, 20), rest = png.substr(20);
  CHECK(hall.patch(upload, 0, first, {{"upload-checksum", checksum("sha1", rest)}}).status == 460);
  CHECK(hall.offset(upload) == "0");
  CHECK(hall.patch(upload, 0, first, {{"upload-checksum", checksum("sha1", first)}}).status == 204);
  CHECK(hall.patch(upload, 20, rest, {{"upload-checksum", checksum("sha256", first)}}).status == 460);
  CHECK(hall.offset(upload) == "20");
  CHECK(hall.images() == 0);
  for (const char* bad : {"md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1", "sha1 !", "sha1 AAAA", "sha256 AAAA"}) {
    CHECK(hall.patch(upload, 20, rest, {{"upload-checksum", bad}}).status == 400);
  }
  CHECK(hall.patch(upload, 20, rest, {{"upload-checksum", checksum("sha256", rest)}}).status == 204);
  CHECK(hall.images() == 1);
}

TEST_CASE("tus: what comes before a cut stays, and nothing of it where a checksum was to tell") {
  TusHall hall;
  const std::string film = mp4(9000);
  const std::string upload = hall.begun(film.size(), hall.film());
  hall.box.on_read = [&](std::uint64_t taken) {
    if (taken >= 3000) throw http::HttpError(400, R"({"detail":"The request body ended early."})");
  };
  CHECK(hall.patch(upload, 0, film).status == 400);
  CHECK(hall.offset(upload) == "3000");
  hall.box.on_read = [&](std::uint64_t taken) {
    if (taken >= 2000) throw http::HttpError(400, R"({"detail":"The request body ended early."})");
  };
  const std::string rest = film.substr(3000);
  CHECK(hall.patch(upload, 3000, rest, {{"upload-checksum", checksum("sha1", rest)}}).status == 400);
  CHECK(hall.offset(upload) == "3000");
  CHECK(hall.patch(upload, 3000, rest).status == 204);
  CHECK(hall.box.upload_locks.resumed() == 2);  // after each of the two cuts
  CHECK(hall.booth_now().get("videos").get<base::JsonArray>().size() == 1);
}

TEST_CASE("tus: creation with the first piece, or all of it") {
  TusHall hall;
  const HeaderList piece = {{"content-type", "application/offset+octet-stream"}};
  const Reply whole = hall.create(png.size(), hall.picture(), piece, png);
  CHECK(whole.status == 201);
  CHECK(whole.header("Upload-Offset") == std::to_string(png.size()));
  CHECK(whole.header("Content-Location").starts_with(hall.booth + "images/"));
  CHECK(hall.state(whole.header("Location")) == "finished");
  const Reply part = hall.create(9000, hall.film(), piece, mp4(9000).substr(0, 500));
  CHECK(part.status == 409);  // a client id has one upload
  Pairs film = hall.film();
  film[2].second = "0192a6f0-0000-7000-8000-00000000000c";
  const Reply begun = hall.create(9000, film, piece, mp4(9000).substr(0, 500));
  CHECK(begun.header("Upload-Offset") == "500");
  CHECK(hall.create(9000, film, piece, mp4(9000)).header("Upload-Offset") == "500");  // not begun again
  CHECK(hall.patch(begun.header("Location"), 500, mp4(9000).substr(500)).status == 204);
  CHECK(hall.create(10, hall.picture("0192a6f0-0000-7000-8000-00000000000d"), piece, png).status == 413);
}

TEST_CASE("tus: a client id has one upload and one row, whatever made it") {
  TusHall hall;
  const Reply first = hall.create(png.size(), hall.picture());
  const Reply second = hall.create(png.size(), hall.picture());
  CHECK(second.status == 201);
  CHECK(second.header("Location") == first.header("Location"));
  CHECK(hall.create(png.size() + 1, hall.picture()).status == 409);
  CHECK(hall.patch(first.header("Location"), 0, png).status == 204);
  const Reply third = hall.create(png.size(), hall.picture());
  CHECK(third.header("Location") == first.header("Location"));
  CHECK(third.header("Upload-Offset") == std::to_string(png.size()));
  CHECK(hall.images() == 1);

  const std::string by_form = "0192a6f0-0000-7000-8000-00000000000e";
  const Reply made =
      hall.owner.form("POST", hall.booth + "images/", {{"image", png, "a.png"}, {"client_id", by_form}});
  REQUIRE(made.status == 201);
  const Reply known = hall.create(png.size(), hall.picture(by_form));
  CHECK(known.status == 201);
  CHECK(hall.tus("GET", known.header("Location")).at("media").get("id").get<std::int64_t>() == made.id());
  CHECK(hall.owner.ask("DELETE", hall.booth + "images/" + std::to_string(made.id()) + "/").status == 204);
  CHECK(hall.tus("DELETE", known.header("Location")).status == 204);
  CHECK(hall.create(png.size(), hall.picture(by_form)).status == 410);
}

TEST_CASE("tus: what is not what it should be fails, is told, and may begin anew") {
  TusHall hall;
  const std::string nonsense(500, 'x');
  const std::string upload = hall.begun(nonsense.size(), hall.picture());
  CHECK(hall.patch(upload, 0, nonsense.substr(0, 10)).status == 204);  // too little to tell
  const Reply early = hall.patch(upload, 10, nonsense.substr(10, 100));
  CHECK(early.status == 400);
  CHECK(early.at("image").get(0).to_str().starts_with("Upload a valid image."));
  CHECK(hall.box.media_files() == 0);
  const Reply told = hall.tus("GET", upload);
  CHECK(told.at("state").to_str() == "failed");
  CHECK(told.at("fault").get("status").get<std::int64_t>() == 400);
  CHECK(told.at("fault").get("body").serialize() == early.json().serialize());
  CHECK(hall.tus("HEAD", upload).status == 410);
  CHECK(hall.patch(upload, 10, "x").status == 410);
  const Reply anew = hall.create(png.size(), hall.picture());
  CHECK(anew.header("Location") != upload);
  CHECK(hall.tus("GET", upload).status == 404);

  std::string broken = png;
  broken[45] = static_cast<char>(broken[45] ^ 1);
  CHECK(hall.patch(anew.header("Location"), 0, broken).status == 400);
  Pairs hashed = hall.picture();
  hashed.emplace_back("sha256", base::hex(crypto::sha256("another")));
  const Reply wrong = hall.patch(hall.begun(png.size(), hashed), 0, png);
  CHECK(wrong.status == 400);
  CHECK(wrong.at("sha256").is<base::JsonArray>());
  CHECK(hall.images() == 0);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tus: what the upload was for is looked at again at the end") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  CHECK(hall.owner.ask("DELETE", hall.booth).status == 204);
  CHECK(hall.patch(upload, 0, png).status == 404);
  CHECK(hall.tus("GET", upload).at("fault").get("status").get<std::int64_t>() == 404);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tus: the primary one, if it is wanted") {
  TusHall hall;
  const std::string other = "0192a6f0-0000-7000-8000-00000000000f";
  CHECK(hall.patch(hall.begun(png.size(), hall.picture()), 0, png).status == 204);
  Pairs pairs = hall.picture(other);
  pairs.emplace_back("primary", "true");
  const std::string upload = hall.begun(png.size(), pairs);
  CHECK(hall.patch(upload, 0, png).status == 204);
  CHECK(hall.tus("GET", upload).at("media").get("is_primary").get<bool>());
  const base::Json images = hall.booth_now().get("images");
  CHECK_FALSE(images.get(0).get("is_primary").get<bool>());
  CHECK(images.get(1).get("is_primary").get<bool>());
}

TEST_CASE("tus: DELETE frees the space, and leaves what became of it") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  CHECK(hall.patch(upload, 0, png.substr(0, 40)).status == 204);
  CHECK(hall.box.media_files() == 1);
  CHECK(hall.tus("DELETE", upload).status == 204);
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.tus("HEAD", upload).status == 404);
  CHECK(hall.tus("DELETE", upload).status == 404);
  const std::string whole = hall.begun(png.size(), hall.picture());
  CHECK(hall.patch(whole, 0, png).status == 204);
  CHECK(hall.tus("DELETE", whole).status == 204);
  CHECK(hall.images() == 1);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("tus: an upload ends by the box's uptime, and not by its clock") {
  TusHall hall;
  hall.box.clock.set_source(base::ClockSource::system);
  const Reply made = hall.create(png.size(), hall.picture());
  const std::string upload = made.header("Location");
  CHECK(made.header("Upload-Expires") == base::http_time(hall.box.clock.now() + api::reservation_lifetime));
  CHECK(hall.patch(upload, 0, png.substr(0, 40)).status == 204);
  hall.box.clock.set_now(hall.box.clock.now() + 1'000'000);
  api::forget_expired_uploads(hall.box.context());
  CHECK(hall.offset(upload) == "40");
  hall.box.clock.advance(api::upload_lifetime - 1);
  api::forget_expired_uploads(hall.box.context());
  CHECK(hall.offset(upload) == "40");
  hall.box.clock.advance(1);
  CHECK(hall.tus("HEAD", upload).status == 410);
  CHECK(hall.patch(upload, 40, png.substr(40)).status == 410);
  api::forget_expired_uploads(hall.box.context());
  CHECK(hall.tus("HEAD", upload).status == 404);
  CHECK(hall.box.media_files() == 0);
  hall.box.clock.set_source(base::ClockSource::restored);
  CHECK(hall.create(png.size(), hall.picture()).header("Upload-Expires").empty());
}

TEST_CASE("tus: an upload of which nothing has come ends sooner, and the room for it is free") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  hall.box.clock.advance(api::reservation_lifetime - 1);
  api::forget_expired_uploads(hall.box.context());
  CHECK(hall.offset(upload) == "0");
  hall.box.clock.advance(1);
  CHECK(hall.patch(upload, 0, png).status == 410);
  CHECK(store::unfinished_totals(hall.box.engine).missing == png.size());
  api::forget_expired_uploads(hall.box.context());
  CHECK(store::unfinished_totals(hall.box.engine).missing == 0);
  CHECK(hall.tus("HEAD", upload).status == 404);
}

TEST_CASE("tus: what unfinished uploads announce is bounded for each account, and told as a quota") {
  TusHall hall;
  const std::string account = "/api/v1/admin/users/" + std::to_string(hall.owner_id.value) + "/";
  REQUIRE(hall.admin.json("PATCH", account, R"({"upload_bytes_limit": 1000})").status == 200);
  const auto picture = [&](char last) {
    return hall.picture("0192a6f0-7c1e-7b1a-8d55-0a1b2c3d4e5" + std::string(1, last));
  };
  const std::string first = hall.begun(600, picture('1'));
  const Reply refused = hall.create(401, picture('2'));
  CHECK(refused.status == 403);
  CHECK(refused.body ==
        R"({"detail":"Subscription quota exceeded: at most 1000 bytes of unfinished uploads, 600 are used.",)"
        R"("code":"quota_exceeded","quota":"upload_bytes","limit":1000,"used":600})");
  CHECK(hall.create(400, picture('3')).status == 201);
  CHECK(hall.tus("DELETE", first).status == 204);
  CHECK(hall.create(401, picture('2')).status == 201);
  REQUIRE(hall.admin.json("PATCH", account, R"({"media_bytes_limit": 10})").status == 200);
  CHECK(hall.create(11, picture('4')).at("quota").to_str() == "media_bytes");
}

TEST_CASE("tus: an upload that exceeds a quota at its end has failed, and says by which") {
  TusHall hall;
  const std::string account = "/api/v1/admin/users/" + std::to_string(hall.owner_id.value) + "/";
  const std::string upload = hall.begun(png.size(), hall.picture());
  CHECK(hall.patch(upload, 0, png.substr(0, 40)).status == 204);
  REQUIRE(hall.admin.json("PATCH", account, R"({"booth_media_limit": 0})").status == 200);
  CHECK(hall.patch(upload, 40, png.substr(40)).at("quota").to_str() == "booth_media");
  CHECK(hall.tus("GET", upload).at("fault").get("body").get("quota").to_str() == "booth_media");
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tus: administrators see unfinished uploads with their senders, and end them") {
  TusHall hall;
  const std::string name = hall.begun(png.size(), hall.picture()).substr(std::string_view(uploads).size());
  hall.box.clock.advance(60);
  const std::string list = "/api/v1/admin/uploads/";
  const base::Json shown = hall.admin.get(list).at("unfinished");
  REQUIRE(shown.get<base::JsonArray>().size() == 1);
  const base::Json& one = shown.get(0);
  CHECK(one.get("user").get("email").to_str() == "owner@example.com");
  CHECK(one.get("name").to_str() + "/" == name);
  CHECK(one.get("kind").to_str() == "image");
  CHECK(one.get("size").to_str() == std::to_string(png.size()));
  CHECK(one.get("silent_seconds").to_str() == "60");
  CHECK(one.get("expires_in").to_str() == std::to_string(api::reservation_lifetime - 60));
  CHECK(hall.owner.ask("DELETE", list + "unfinished/" + name).status == 403);
  CHECK(hall.patch(uploads + name, 0, png.substr(0, 40)).status == 204);
  CHECK(hall.admin.ask("DELETE", list + "unfinished/" + name).status == 204);
  CHECK(hall.admin.ask("DELETE", list + "unfinished/" + name).status == 404);
  CHECK(hall.admin.get(list).at("unfinished").get<base::JsonArray>().empty());
  CHECK(hall.tus("HEAD", uploads + name).status == 404);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tus: a finished upload that is asked for again after its time leaves the picture as it is") {
  TusHall hall;
  CHECK(hall.patch(hall.begun(png.size(), hall.picture()), 0, png).status == 204);
  const std::string url = hall.booth_now().get("images").get(0).get("url").to_str();
  hall.box.clock.advance(api::upload_lifetime);
  const Reply again = hall.create(png.size(), hall.picture());
  CHECK(again.status == 201);
  CHECK(again.header("Upload-Offset") == std::to_string(png.size()));
  CHECK(again.header("Content-Location").starts_with(hall.booth + "images/"));
  CHECK(hall.box.media_files() == 1);
  CHECK(hall.box.ask("GET", url.substr(url.find("/media/")), {}).status == 200);
}

TEST_CASE("tus: the organiser's stop ends an upload, a pause only holds it up") {
  TusHall hall;
  const std::string film = mp4(9000);
  const std::string upload = hall.begun(film.size(), hall.film());
  hall.box.on_read = [&](std::uint64_t taken) {
    if (taken != 2000) return;
    const auto seen = hall.box.uploads.snapshot();
    REQUIRE(seen.size() == 1);
    CHECK(seen.front().request == "PATCH " + upload);
    hall.box.uploads.pause_videos(true);
  };
  const Reply paused = hall.patch(upload, 0, film);
  CHECK(paused.status == 503);
  CHECK_FALSE(paused.header("Retry-After").empty());
  CHECK(hall.offset(upload) == "2000");
  CHECK(hall.patch(upload, 2000, film.substr(2000)).status == 503);
  CHECK(hall.create(film.size(), {{"target", "booth_video"}, {"booth", hall.booth_id}}).status == 503);
  hall.box.uploads.pause_videos(false);
  hall.box.on_read = [&](std::uint64_t taken) {
    if (taken == 3000) CHECK(hall.box.uploads.stop(hall.box.uploads.snapshot().front().id));
  };
  CHECK(hall.patch(upload, 2000, film.substr(2000)).status == 403);
  CHECK(hall.state(upload) == "failed");
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.create(film.size(), hall.film()).header("Location") != upload);
}

TEST_CASE("tus: an account has fifty unfinished uploads at most") {
  TusHall hall;
  for (int at = 0; at < 50; ++at) hall.begun(png.size(), hall.picture(base::new_uuid()));
  const Reply refused = hall.create(png.size(), hall.picture());
  CHECK(refused.status == 429);
  CHECK(refused.at("code").to_str() == "too_many_uploads");
  const int wait = std::stoi(refused.header("Retry-After"));
  CHECK(wait >= 30);
  CHECK(wait <= 120);
  hall.as = hall.admin_id;
  CHECK(hall.create(png.size(), hall.picture()).status == 201);
}

TEST_CASE("tus: whoever has lost the URLs of unfinished uploads is told them") {
  TusHall hall;
  CHECK(hall.tus("GET", uploads).body == "[]");
  const std::string first = hall.begun(100, hall.picture());
  const std::string second = hall.begun(png.size(), hall.picture(base::new_uuid()));
  const std::string done = hall.begun(png.size(), hall.picture(base::new_uuid()));
  CHECK(hall.patch(done, 0, png).status == 204);
  CHECK(hall.patch(second, 0, png.substr(0, 9)).status == 204);
  const base::JsonArray list = hall.tus("GET", uploads).json().get<base::JsonArray>();
  REQUIRE(list.size() == 2);
  CHECK(list[0].get("url").to_str() == "http://box.local:8000" + first);
  CHECK(list[0].get("client_id").to_str() == client_id);
  CHECK(list[0].get("filename").to_str() == "a.png");
  CHECK(list[1].get("url").to_str() == "http://box.local:8000" + second);
  CHECK(list[1].get("offset").get<std::int64_t>() == 9);
  CHECK(list[1].get("length").get<std::int64_t>() == static_cast<std::int64_t>(png.size()));
  hall.as = hall.admin_id;
  CHECK(hall.tus("GET", uploads).body == "[]");
  hall.as = hall.owner_id;
  hall.box.clock.advance(api::upload_lifetime);
  CHECK(hall.tus("GET", uploads).body == "[]");
}

TEST_CASE("tus: a method may come in X-HTTP-Method-Override, in any letters, at the URLs of uploads alone") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  const HeaderList type = {{"content-type", "application/offset+octet-stream"}};
  const auto as = [&](const std::string& method, const std::string& offset, std::string_view body) {
    HeaderList headers = type;
    headers.emplace_back("x-http-method-override", method);
    if (!offset.empty()) headers.emplace_back("upload-offset", offset);
    return hall.tus("POST", upload, headers, body);
  };
  CHECK(as("patch", "0", png.substr(0, 20)).status == 204);
  CHECK(as("HEAD", "", "").header("Upload-Offset") == "20");
  CHECK(as("PUT", "", "").status == 405);
  CHECK(as("PATCH", "20", png.substr(20)).status == 204);
  CHECK(hall.images() == 1);
  CHECK(as("Delete", "", "").status == 204);
  CHECK(hall.tus("GET", upload).status == 404);
  const HeaderList elsewhere = {{"authorization", "Bearer " + hall.box.token_of(hall.as)},
                                {"x-http-method-override", "DELETE"}};
  CHECK(hall.box.ask("POST", hall.booth, elsewhere).status == 405);
}

TEST_CASE("tus: a finished upload whose picture was deleted is over, and the file may be sent again") {
  TusHall hall;
  Pairs picture = hall.picture();
  std::erase_if(picture, [](const auto& pair) { return pair.first == "client_id"; });
  const std::string upload = hall.begun(png.size(), picture);
  CHECK(hall.patch(upload, 0, png).status == 204);
  CHECK(hall.tus("HEAD", upload).status == 200);
  const auto id = hall.tus("GET", upload).at("media").get("id").get<std::int64_t>();
  CHECK(hall.owner.ask("DELETE", hall.booth + "images/" + std::to_string(id) + "/").status == 204);
  CHECK(hall.tus("HEAD", upload).status == 410);
  CHECK(hall.patch(upload, png.size(), "").status == 410);
  CHECK(hall.tus("GET", upload).at("media").is<picojson::null>());
  const std::string again = hall.begun(png.size(), picture);
  CHECK(again != upload);
  CHECK(hall.patch(again, 0, png).status == 204);
  CHECK(hall.images() == 1);
}

TEST_CASE("tus: a name without an extension counts by the declared type, or by what comes") {
  TusHall hall;
  for (const std::string type : {"image/png", "", "application/octet-stream"}) {
    CAPTURE(type);
    Pairs picture = hall.picture(base::new_uuid());
    for (auto& [key, value] : picture) {
      if (key == "filename") value = "1000054321";
      if (key == "filetype") value = type;
    }
    const std::string upload = hall.begun(png.size(), picture);
    CHECK(hall.patch(upload, 0, png).status == 204);
    const std::string url = hall.tus("GET", upload).at("media").get("url").to_str();
    CHECK(hall.nobody.get(url.substr(url.find("/media/"))).content_type == "image/png");
    if (type == "image/png") CHECK(url.ends_with(".png"));
  }
  Pairs text = hall.picture(base::new_uuid());
  for (auto& [key, value] : text) {
    if (key == "filename") value = "scan.";
  }
  const std::string nonsense(200, 'x');
  CHECK(hall.patch(hall.begun(nonsense.size(), text), 0, nonsense).status == 400);
}

TEST_CASE("tus: parts that come at the same time become one file") {
  TusHall hall;
  const auto part = [&](std::string_view bytes, std::string_view sent) {
    const Reply made = hall.tus(
        "POST", uploads, {{"upload-length", std::to_string(bytes.size())}, {"upload-concat", "partial"}});
    CHECK(made.status == 201);
    CHECK(hall.patch(made.header("Location"), 0, sent).status == 204);
    return made.header("Location");
  };
  const auto joined = [&](const std::string& urls, const Pairs& pairs) {
    return hall.tus("POST", uploads,
                    {{"upload-concat", "final;" + urls}, {"upload-metadata", metadata(pairs)}});
  };
  const std::string_view all = png;
  const std::string a = part(all.substr(0, 20), all.substr(0, 20));
  const std::string b = part(all.substr(20, 30), all.substr(20, 11));
  const std::string c = part(all.substr(50), all.substr(50));
  CHECK(hall.tus("HEAD", a).header("Upload-Concat") == "partial");
  CHECK(hall.offset(a) == "20");
  CHECK(hall.images() == 0);
  const std::string urls = a + " http://box.local:8000" + b + " " + c;
  CHECK(joined(urls, hall.picture()).status == 409);
  CHECK(hall.patch(b, 11, all.substr(31, 19)).status == 204);
  hall.as = hall.admin_id;
  CHECK(joined(urls, hall.picture()).status == 404);
  hall.as = hall.owner_id;
  const Reply made = joined(urls, hall.picture());
  CHECK(made.status == 201);
  const std::string upload = made.header("Location");
  CHECK(hall.state(upload) == "finished");
  CHECK(hall.tus("HEAD", upload).header("Upload-Concat") == "final;" + urls);
  const std::string url = hall.tus("GET", upload).at("media").get("url").to_str();
  CHECK(hall.nobody.get(url.substr(url.find("/media/"))).body == png);
  CHECK(hall.patch(upload, png.size(), "x").status == 403);
  for (const std::string& one : {a, b, c}) CHECK(hall.tus("HEAD", one).status == 404);
  CHECK(hall.box.media_files() == 1);
  CHECK(joined(urls, hall.picture()).header("Location") == upload);
  CHECK(hall.images() == 1);
  CHECK(hall.tus("GET", uploads).body == "[]");
}

TEST_CASE("tus: what cannot be joined leaves nothing") {
  TusHall hall;
  const auto ask = [&](const std::string& concat, const std::string& length = "") {
    HeaderList headers = {{"upload-concat", concat}, {"upload-metadata", metadata(hall.picture())}};
    if (!length.empty()) headers.emplace_back("upload-length", length);
    return hall.tus("POST", uploads, headers);
  };
  for (const char* bad : {"", "both", "final", "final;", "final; "}) CHECK(ask(bad).status == 400);
  CHECK(ask("partial").status == 400);
  CHECK(ask("partial", "0").status == 400);
  CHECK(ask("partial", "200001").status == 413);
  CHECK(ask("final;/api/v1/uploads/none/").status == 404);
  const std::string whole = hall.begun(100, hall.picture(base::new_uuid()));
  CHECK(ask("final;" + whole).status == 404);
  const std::string nonsense = ask("partial", "300").header("Location");
  CHECK(hall.patch(nonsense, 0, std::string(300, 'x')).status == 204);
  CHECK(ask("final;" + nonsense).status == 400);
  CHECK(hall.tus("HEAD", nonsense).status == 404);
  CHECK(hall.tus("DELETE", whole).status == 204);
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.images() == 0);
}

TEST_CASE("tus: a part whose file is lost fails what joins it") {
  TusHall hall;
  const Reply made = hall.tus("POST", uploads, {{"upload-length", "30"}, {"upload-concat", "partial"}});
  CHECK(hall.patch(made.header("Location"), 0, png.substr(0, 30)).status == 204);
  const auto part = store::unfinished_uploads(hall.box.engine, hall.owner_id).at(0);
  CHECK(std::filesystem::remove(hall.box.folder / ("media/" + part.file.substr(0, 2) + "/" + part.file)));
  const Reply lost = hall.tus(
      "POST", uploads,
      {{"upload-concat", "final;" + made.header("Location")}, {"upload-metadata", metadata(hall.picture())}});
  CHECK(lost.status >= 400);
  CHECK(hall.tus("GET", uploads).body == "[]");
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tus: there must be room for what is still to come of all uploads") {
  const std::uint64_t free = base::free_bytes(std::filesystem::temp_directory_path());
  BoxOptions options;
  options.media.video_bytes = free;
  TusHall hall(options);
  hall.box.write([&](store::WriteBatch& w) {
    for (const char* limit : {"media_bytes_limit", "upload_bytes_limit"})
      store::set_setting(w, limit, std::to_string(2 * free));
  });
  const std::uint64_t half = free / 3 * 2;
  Pairs film = hall.film();
  const std::string upload = hall.begun(half, film);
  film[2].second = base::new_uuid();
  CHECK(hall.create(half, film).status == 507);
  CHECK(hall.tus("DELETE", upload).status == 204);
  CHECK(hall.create(half, film).status == 201);
}

TEST_CASE("tus: a drive that takes nothing keeps the upload as it was") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  CHECK(hall.patch(upload, 0, png.substr(0, 40)).status == 204);
  hall.box.engine.broken = store::StorageError::Kind::full;
  CHECK(hall.patch(upload, 40, png.substr(40, 10)).status == 507);
  CHECK(hall.patch(upload, 40, png.substr(40)).status == 507);
  hall.box.engine.broken.reset();
  CHECK(hall.offset(upload) == "40");
  CHECK(hall.patch(upload, 40, png.substr(40)).status == 204);
  CHECK(hall.images() == 1);
}

TEST_CASE("tus: a file that is longer than is known is cut back, one that is shorter is lost") {
  TusHall hall;
  const std::string upload = hall.begun(png.size(), hall.picture());
  CHECK(hall.patch(upload, 0, png.substr(0, 40)).status == 204);
  std::string file;
  hall.box.library.each([&](const std::string& one) { file = one; });
  hall.box.library.open_for_append(file, 40).write(std::string(25, '\0'));  // and then the power went
  CHECK(hall.box.library.size_of(file) == 65);
  CHECK(hall.patch(upload, 40, png.substr(40)).status == 204);
  CHECK(hall.images() == 1);

  const std::string other = hall.begun(png.size(), hall.picture(base::new_uuid()));
  CHECK(hall.patch(other, 0, png.substr(0, 40)).status == 204);
  hall.box.library.each([&](const std::string& one) {
    if (one != file) hall.box.library.remove(one);
  });
  CHECK(hall.patch(other, 40, png.substr(40)).status == 410);
  CHECK(hall.state(other) == "failed");
}

namespace {

const std::string located = support::located_photo();
const std::string unlocated = support::located_photo(false);

// A picture with a location, declared with its hash.
struct LocatedHall : TusHall {
  const std::string upload = begun(located.size(), query());

  Pairs query() const {
    Pairs pairs = picture();
    pairs[3].second = "a.jpg";
    pairs.emplace_back("sha256", base::hex(crypto::sha256(located)));
    return pairs;
  }
  std::string served() {
    const std::string url = booth_now().get("images").get(0).get("url").to_str();
    return nobody.get(url.substr(url.find("/media/"))).body;
  }
  std::string file() const {
    std::string found;
    box.library.each([&](const std::string& one) { found = one; });
    return found;
  }
  std::string kept_hash() {
    return *store::query_one(
        box.engine, [](const store::Row& one) { return std::string(one.text(0)); },
        "SELECT sha256 FROM media");
  }
  store::UploadRow row() {
    return *store::upload_by_name(box.engine, upload.substr(std::string(uploads).size(), 32));
  }
  // As when the box goes down while it overwrites: the row says so, the file is altered, half or wholly.
  void go_down(const std::string& content) {
    box.write(
        [&](store::WriteBatch& w) { store::set_sent_hash(w, row(), base::hex(crypto::sha256(located))); });
    box.library.open_for_append(file(), 0).write(content);
    box.upload_locks.forget(row().name);
  }
};

}  // namespace

TEST_CASE("tus: a picture is kept without its location, and found by either hash") {
  LocatedHall hall;
  CHECK(hall.patch(hall.upload, 0, located.substr(0, 200)).status == 204);
  const Reply last = hall.patch(hall.upload, 200, located.substr(200));
  CHECK(last.status == 204);
  CHECK(hall.served() == unlocated);
  const std::string sent = base::hex(crypto::sha256(located)), kept = base::hex(crypto::sha256(unlocated));
  CHECK(
      hall.owner
          .json("POST", "/api/v1/sync/media/check/", R"({"sha256": [")" + sent + R"(", ")" + kept + R"("]})")
          .at("have")
          .get<base::JsonArray>()
          .size() == 2);
  const Reply again = hall.patch(hall.upload, located.size(), "");
  CHECK(again.status == 204);
  CHECK(again.header("Content-Location") == last.header("Content-Location"));
}

TEST_CASE("tus: a picture without a location is kept as it was sent") {
  LocatedHall hall;
  const std::string upload = hall.begun(
      unlocated.size(), {{"target", "booth_image"}, {"booth", hall.booth_id}, {"filename", "b.jpg"}});
  CHECK(hall.patch(upload, 0, unlocated).status == 204);
  CHECK(hall.served() == unlocated);
}

TEST_CASE("tus: what was overwritten half when the box went down is finished by the piece that comes again") {
  for (const std::string& left : {located, located.substr(0, 300) + unlocated.substr(300), unlocated}) {
    LocatedHall hall;
    CHECK(hall.patch(hall.upload, 0, located.substr(0, 100)).status == 204);
    hall.go_down(left);
    CHECK(hall.offset(hall.upload) == "100");
    CHECK(hall.images() == 0);
    const Reply last = hall.patch(hall.upload, 100, located.substr(100));
    CHECK(last.status == 204);
    CHECK_FALSE(last.header("Content-Location").empty());
    CHECK(hall.images() == 1);
    CHECK(hall.box.media_files() == 1);
    CHECK(hall.served() == unlocated);
    CHECK(hall.kept_hash() == base::hex(crypto::sha256(unlocated)));
    CHECK(hall.patch(hall.upload, located.size(), "").header("Content-Location") ==
          last.header("Content-Location"));
  }
}

TEST_CASE("tus: bytes that come again for such a file have to be the right ones where they say so") {
  LocatedHall hall;
  CHECK(hall.patch(hall.upload, 0, located.substr(0, 100)).status == 204);
  hall.go_down(unlocated);
  const std::string rest = located.substr(100);
  CHECK(hall.patch(hall.upload, 100, rest, {{"upload-checksum", checksum("sha1", "others")}}).status == 460);
  CHECK(hall.images() == 0);
  CHECK(hall.patch(hall.upload, 100, rest, {{"upload-checksum", checksum("sha1", rest)}}).status == 204);
  CHECK(hall.served() == unlocated);
}

TEST_CASE("tus: a drive that takes no note of it has nothing overwritten") {
  LocatedHall hall;
  hall.box.engine.broken = store::StorageError::Kind::full;
  CHECK(hall.patch(hall.upload, 0, located).status == 507);
  CHECK(hall.box.library.size_of(hall.file()) == located.size());
  CHECK(base::hex(crypto::sha256(hall.box.library.open(hall.file()))) == base::hex(crypto::sha256(located)));
  hall.box.engine.broken.reset();
  CHECK(hall.patch(hall.upload, 0, located).status == 204);
  CHECK(hall.served() == unlocated);
}
