// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr auto not_found = R"({"detail":"Not found."})";
constexpr auto forbidden = R"({"detail":"You do not have permission to perform this action."})";
constexpr auto no_credentials = R"({"detail":"Authentication credentials were not provided."})";

struct Endpoint {
  std::string_view method;
  std::string target;
  int done;     // the status for its owner
  bool writes;  // only for the owner and administrators
  std::string_view fields = {};
  std::string_view file = {};
};

// A hall with one of everything, made anew for each request: some of them delete it.
struct Scene : Hall {
  std::string booth = new_booth();
  std::string item = new_item(booth);
  std::string image = booth + "images/1/", video = booth + "videos/2/", item_image = item + "images/3/";

  Scene() {
    REQUIRE(owner.upload(booth + "images/", "image", support::png, "a.png").id() == 1);
    REQUIRE(owner.upload(booth + "videos/", "video", support::mp4(), "a.mp4").id() == 2);
    REQUIRE(owner.upload(item + "images/", "image", support::png, "a.png").id() == 3);
  }

  std::vector<Endpoint> endpoints() const {
    return {
        {"GET", "/api/v1/countries/", 200, false},
        {"GET", "/api/v1/booths/list/", 200, false},
        {"GET", booth, 200, false},
        {"PUT", booth, 200, true, R"({"name":"New"})"},
        {"PATCH", booth, 200, true, R"({"name":"New"})"},
        {"DELETE", booth, 204, true},
        {"POST", booth + "items/", 201, true, R"({"name":"New"})"},
        {"GET", booth + "items/list/", 200, false},
        {"GET", item, 200, false},
        {"PUT", item, 200, true, R"({"name":"New"})"},
        {"PATCH", item, 200, true, R"({"name":"New"})"},
        {"DELETE", item, 204, true},
        {"POST", booth + "images/", 201, true, {}, "image"},
        {"DELETE", image, 204, true},
        {"POST", image + "set-primary/", 200, true},
        {"POST", booth + "videos/", 201, true, {}, "video"},
        {"DELETE", video, 204, true},
        {"POST", video + "set-primary/", 200, true},
        {"POST", item + "images/", 201, true, {}, "image"},
        {"DELETE", item_image, 204, true},
        {"POST", item_image + "set-primary/", 200, true},
    };
  }
};

Reply ask(support::Client& client, const Endpoint& endpoint, const std::string& target) {
  if (endpoint.file == "video") return client.upload(target, "video", support::mp4(), "v.mp4");
  if (endpoint.file == "image") return client.upload(target, "image", support::png, "i.png");
  if (endpoint.fields.empty()) return client.ask(endpoint.method, target);
  return client.json(endpoint.method, target, endpoint.fields);
}

// `target` with the number after `folder` replaced by one that nothing has.
std::string without(const std::string& target, const std::string& folder) {
  const std::size_t found = target.find(folder);
  if (found == std::string::npos) return target;
  const std::size_t at = found + folder.size(), end = target.find('/', at);
  if (at >= target.size() || target[at] < '0' || target[at] > '9') return target;
  return target.substr(0, at) + "999999" + target.substr(end);
}

}  // namespace

TEST_CASE("access: every endpoint for nobody, a stranger, the owner and an administrator") {
  const std::size_t count = Scene().endpoints().size();
  for (std::size_t i = 0; i < count; ++i) {
    Scene scene;
    const Endpoint endpoint = scene.endpoints()[i];
    CAPTURE(endpoint.method);
    CAPTURE(endpoint.target);

    const Reply nobody = ask(scene.nobody, endpoint, endpoint.target);
    CHECK(nobody.status == 401);
    CHECK(nobody.body == no_credentials);
    CHECK(nobody.header("WWW-Authenticate") == "Bearer realm=\"api\"");
    CHECK(nobody.body_unread);

    const Reply stranger = ask(scene.stranger, endpoint, endpoint.target);
    CHECK(stranger.status == (endpoint.writes ? 403 : endpoint.done));
    if (endpoint.writes) CHECK(stranger.body == forbidden);
    if (endpoint.writes) CHECK(stranger.body_unread);

    CHECK(ask(scene.owner, endpoint, endpoint.target).status == endpoint.done);
    Scene other;
    CHECK(ask(other.admin, endpoint, endpoint.target).status == endpoint.done);
  }
}

TEST_CASE("access: a booth, item or file that is not there is 404, a missing booth also for strangers") {
  Scene scene;
  for (const Endpoint& endpoint : scene.endpoints()) {
    for (const std::string folder : {"/booths/", "/items/", "/images/", "/videos/"}) {
      const std::string target = without(endpoint.target, folder);
      if (target == endpoint.target) continue;
      CAPTURE(endpoint.method);
      CAPTURE(target);
      const Reply owner = ask(scene.owner, endpoint, target);
      CHECK(owner.status == 404);
      CHECK(owner.body == not_found);
      const bool foreign = endpoint.writes && folder != "/booths/";
      CHECK(ask(scene.stranger, endpoint, target).status == (foreign ? 403 : 404));
    }
  }
}

TEST_CASE("access: things of one booth are not found below another") {
  Scene scene;
  const std::string other = scene.new_booth("Other");
  const std::string other_item = scene.new_item(other);
  CHECK(scene.owner.get(other + "items/1/").status == 404);
  CHECK(scene.owner.json("PUT", other + "items/1/", "{}").status == 404);
  CHECK(scene.owner.ask("DELETE", other + "items/1/").status == 404);
  CHECK(scene.owner.ask("DELETE", other + "images/1/").status == 404);
  CHECK(scene.owner.ask("POST", other + "videos/2/set-primary/").status == 404);
  CHECK(scene.owner.ask("DELETE", other_item + "images/3/").status == 404);
  CHECK(scene.owner.ask("DELETE", scene.booth + "videos/1/").status == 404);  // an image
  CHECK(scene.owner.ask("DELETE", scene.booth + "images/3/").status == 404);  // of an item
  CHECK(scene.owner.get(scene.item).status == 200);
  CHECK(scene.box.media_files() == 3);
}

TEST_CASE("access: an id beyond 32 or 64 bits is one that nothing has") {
  Scene scene;
  CHECK(scene.owner.get("/api/v1/booths/4294967297/").status == 404);
  CHECK(scene.owner.get("/api/v1/booths/18446744073709551617/").status == 404);
  CHECK(scene.owner.get("/api/v1/booths/0/").status == 404);
}

TEST_CASE("access: ownership comes before the media type, the syntax and the fields of a body") {
  Scene scene;
  CHECK(scene.stranger.ask("PUT", scene.booth, "text/plain", "x").status == 403);
  CHECK(scene.stranger.json("PUT", scene.booth, "{").status == 403);
  CHECK(scene.stranger.json("PUT", scene.booth, R"({"name":""})").status == 403);
  CHECK(scene.owner.json("PUT", scene.booth + "items/999/", "{").status == 404);
}

TEST_CASE("access: the method is looked at after the credentials and before the booth") {
  Scene scene;
  CHECK(scene.nobody.ask("POST", scene.booth).status == 401);
  const Reply wrong = scene.stranger.ask("POST", scene.booth);
  CHECK(wrong.status == 405);
  CHECK(wrong.body == R"({"detail":"Method \"POST\" not allowed."})");
  CHECK(wrong.header("Allow") == "GET, PUT, PATCH, DELETE, HEAD, OPTIONS");
  CHECK(scene.owner.ask("GET", "/api/v1/booths/999999/images/").status == 405);
  CHECK(scene.owner.ask("PUT", scene.image).header("Allow") == "DELETE, OPTIONS");
  CHECK(scene.owner.ask("GET", scene.image + "set-primary/").header("Allow") == "POST, OPTIONS");
}
