// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::png;
using support::Reply;

// One of the three collections, in a hall of its own.
struct Shelf : Hall {
  explicit Shelf(int which, const support::BoxOptions& options = {}) : Hall(options) {
    const std::string booth = new_booth();
    parent = which == 2 ? new_item(booth) : booth;
    folder = parent + (which == 1 ? "videos/" : "images/");
    field = which == 1 ? "video" : "image";
    list = which == 1 ? "videos" : "images";
    of = which == 2 ? "item" : "booth";
    good = which == 1 ? support::mp4() : png;
    file_name = which == 1 ? "film.MP4" : "image.PNG";
  }

  Reply add() { return owner.upload(folder, field, good, file_name); }
  Reply primary(std::int64_t id) { return owner.ask("POST", folder + std::to_string(id) + "/set-primary/"); }
  Reply remove(std::int64_t id) { return owner.ask("DELETE", folder + std::to_string(id) + "/"); }
  // "1 2* 4": the ids the parent shows, the primary one with a star.
  std::string shown() {
    std::string ids;
    const base::Json media = owner.get(parent).at(list);
    for (const base::Json& one : media.get<base::JsonArray>()) {
      if (!ids.empty()) ids += ' ';
      ids += std::to_string(one.get("id").get<std::int64_t>());
      if (one.get("is_primary").get<bool>()) ids += '*';
    }
    return ids;
  }

  std::string parent, folder, field, list, of, good, file_name;
};

const std::string no_image =
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";

std::string path_of(const Reply& made) {
  const std::string url = made.at("url").get<std::string>();
  return url.substr(url.find("/media/"));
}

}  // namespace

TEST_CASE("media: an upload to each of the collections; the first is primary") {
  for (int which = 0; which < 3; ++which) {
    Shelf shelf(which);
    const Reply first = shelf.add();
    CHECK(first.status == 201);
    const base::JsonObject members = first.json().get<base::JsonObject>();
    CHECK(members.size() == 4);
    CHECK(members.at("is_primary").get<bool>());
    CHECK(members.at(shelf.of).get<std::int64_t>() == 1);
    const std::string begin = "http://box.local:8000/media/" + shelf.of + "s/1/";
    CHECK(members.at("url").get<std::string>().starts_with(begin));
    CHECK(shelf.nobody.get(path_of(first)).body == shelf.good);
    CHECK_FALSE(shelf.add().at("is_primary").get<bool>());
    CHECK(shelf.shown() == "1* 2");
  }
}

TEST_CASE("media: what is no file, in every form it can come in") {
  for (int which = 0; which < 3; ++which) {
    Shelf shelf(which);
    const std::string f = shelf.field;
    const auto said = [&](const std::string& message) { return "{\"" + f + "\":[\"" + message + "\"]}"; };
    const std::string none = said("No file was submitted."), null = said("This field may not be null."),
                      no_file =
                          said("The submitted data was not a file. Check the encoding type on the form."),
                      empty = said("The submitted file is empty.");
    support::Client& owner = shelf.owner;
    CHECK(owner.ask("POST", shelf.folder).body == none);
    CHECK(owner.form("POST", shelf.folder, {}).body == none);
    CHECK(owner.form("POST", shelf.folder, {{f + "s", shelf.good, "a.png"}, {"file", png, "a.png"}}).body ==
          none);
    CHECK(owner.form("POST", shelf.folder, {{f, "text"}}).body == no_file);
    CHECK(owner.form("POST", shelf.folder, {{f, ""}}).body == no_file);
    CHECK(owner.form("POST", shelf.folder, {{f, shelf.good, ""}}).body == no_file);
    CHECK(owner.form("POST", shelf.folder, {{f, "", "empty.png"}}).body == empty);
    CHECK(owner.json("POST", shelf.folder, "{}").body == none);
    CHECK(owner.json("POST", shelf.folder, "{\"" + f + "\": null}").body == null);
    CHECK(owner.json("POST", shelf.folder, "{\"" + f + "\": \"data:AAAA\"}").body == no_file);
    CHECK(owner.json("POST", shelf.folder, "{\"" + f + "\": \"\"}").body == no_file);
    CHECK(owner.ask("POST", shelf.folder, "application/x-www-form-urlencoded", f + "=x").body == no_file);
    CHECK(owner.ask("POST", shelf.folder, "image/png", png).status == 415);
    CHECK(shelf.shown().empty());
    CHECK(shelf.box.media_files() == 0);
  }
}

TEST_CASE("media: what is no image is refused") {
  Shelf shelf(0);
  std::string bad_checksum = png;
  bad_checksum[50] = static_cast<char>(bad_checksum[50] ^ 1);
  for (const std::string& bytes :
       {std::string("text"), png.substr(0, 8), png.substr(0, 60), bad_checksum, support::mp4(),
        std::string("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")}) {
    const Reply reply = shelf.owner.upload(shelf.folder, "image", bytes, "a.png");
    CHECK(reply.status == 400);
    CHECK(reply.body == "{\"image\":[\"" + no_image + "\"]}");
  }
  const Reply named = shelf.owner.upload(shelf.folder, "image", png, "a.txt");
  CHECK(named.status == 400);
  CHECK(named.at("image").get(0).get<std::string>().starts_with("File extension “txt” is not allowed."));
  CHECK(shelf.box.media_files() == 0);
}

TEST_CASE("media: what is no video is refused") {
  Shelf shelf(1);
  const Reply reply = shelf.owner.upload(shelf.folder, "video", "plain text", "notes.txt");
  CHECK(reply.status == 400);
  CHECK(reply.at("video").get<base::JsonArray>().size() == 1);
  CHECK(shelf.box.media_files() == 0);
}

TEST_CASE("media: a file that is too large is told on its field") {
  Shelf shelf(1, {.media = {.image_bytes = 1000, .video_bytes = 4000, .reserve_bytes = 0}});
  const Reply reply = shelf.owner.upload(shelf.folder, "video", support::mp4(4001), "a.mp4");
  CHECK(reply.status == 400);
  CHECK(reply.at("video").get<base::JsonArray>().size() == 1);
  CHECK(shelf.owner.upload(shelf.folder, "video", support::mp4(4000), "a.mp4").status == 201);
  CHECK(shelf.box.media_files() == 1);
}

TEST_CASE("media: of several files the last counts, and other fields say nothing") {
  Shelf shelf(0);
  shelf.add();
  const Reply made = shelf.owner.form("POST", shelf.folder,
                                      {{"image", png, "a.png"},
                                       {"image", "text"},
                                       {"image", support::gif, "b.gif"},
                                       {"is_primary", "true"},
                                       {"booth", "5"},
                                       {"id", "9"}});
  CHECK(made.status == 201);
  CHECK(made.id() == 2);
  CHECK_FALSE(made.at("is_primary").get<bool>());
  CHECK(shelf.nobody.get(path_of(made)).body == support::gif);
  CHECK(shelf.box.media_files() == 2);
}

TEST_CASE("media: URLs begin with what the caller calls this box") {
  Shelf shelf(0);
  const std::string token = "Bearer " + shelf.box.token_of(shelf.owner_id);
  shelf.add();
  const Reply reply = shelf.box.ask("GET", shelf.parent, {{"authorization", token}, {"host", "10.0.0.7"}});
  CHECK(
      reply.at("images").get(0).get("url").get<std::string>().starts_with("http://10.0.0.7/media/booths/1/"));
}

TEST_CASE("media: exactly one is primary: set, set again, set without looking at the body") {
  for (int which = 0; which < 3; ++which) {
    Shelf shelf(which);
    for (int i = 0; i < 3; ++i) shelf.add();
    const Reply second = shelf.primary(2);
    CHECK(second.status == 200);
    CHECK(second.at("is_primary").get<bool>());
    CHECK(second.at(shelf.of).get<std::int64_t>() == 1);
    CHECK(shelf.shown() == "1 2* 3");
    CHECK(shelf.primary(2).body == second.body);
    CHECK(shelf.owner.ask("POST", shelf.folder + "3/set-primary/", "text/plain", "{broken").status == 200);
    CHECK(shelf.shown() == "1 2 3*");
  }
}

TEST_CASE("media: after the primary one the oldest follows; deleted files are gone") {
  for (int which = 0; which < 3; ++which) {
    Shelf shelf(which);
    for (int i = 0; i < 3; ++i) shelf.add();
    const Reply fourth = shelf.add();
    shelf.primary(3);
    const Reply gone = shelf.remove(3);
    CHECK(gone.status == 204);
    CHECK(gone.body.empty());
    CHECK(shelf.shown() == "1* 2 4");
    CHECK(shelf.remove(2).status == 204);
    CHECK(shelf.shown() == "1* 4");
    CHECK(shelf.remove(1).status == 204);
    CHECK(shelf.remove(4).status == 204);
    CHECK(shelf.shown().empty());
    CHECK(shelf.box.media_files() == 0);
    CHECK(shelf.nobody.get(path_of(fourth)).status == 404);
    CHECK(shelf.remove(4).status == 404);
    CHECK(shelf.primary(4).status == 404);
    CHECK(shelf.add().at("is_primary").get<bool>());
  }
}
