// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <vector>

#include "base/text/qr.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;
using Urls = std::vector<std::string>;

constexpr auto target = "/api/v1/admin/connect/";

// The URLs told to a browser that came by this Host; the QR code of each is looked at on the way.
Urls urls_for(Hall& hall, const std::string& host) {
  const std::string bearer = "Bearer " + hall.box.token_of(hall.admin_id);
  const Reply reply = hall.box.ask("GET", target, {{"authorization", bearer}, {"host", host}});
  REQUIRE(reply.status == 200);
  Urls urls;
  const base::Json addresses = reply.at("addresses");
  for (const base::Json& one : addresses.get<base::JsonArray>()) {
    urls.push_back(one.get("url").get<std::string>());
    const base::Qr qr = base::qr_code(urls.back());
    CHECK(one.get("qr").get("size").get<std::int64_t>() == qr.size);
    CHECK(one.get("qr").get("path").get<std::string>() == qr.path);
  }
  return urls;
}

// The name by which the network finds the box comes last.
Urls and_name(Urls urls, const std::string& port) {
  urls.push_back("http://expobox.local" + port + "/");
  return urls;
}

void set(Hall& hall, const std::string& name, const std::string& password) {
  hall.box.write([&](store::WriteBatch& w) {
    store::set_setting(w, "event_name", "Spring Fair");
    store::set_setting(w, "wifi_name", name);
    store::set_setting(w, "wifi_password", password);
  });
}

std::string wifi_path(Hall& hall) {
  return hall.admin.get(target).at("wifi").get("qr").get("path").get<std::string>();
}

}  // namespace

TEST_CASE("connect: for administrators alone") {
  Hall hall;
  CHECK(hall.nobody.get(target).status == 401);
  CHECK(hall.owner.get(target).status == 403);
  CHECK(hall.admin.get(target).status == 200);
  CHECK(hall.admin.json("POST", target, "{}").status == 405);
}

TEST_CASE("connect: the address that works first, names last, no loopback where there is another") {
  Hall hall;
  hall.box.addresses_here = {"10.0.0.7", "192.168.4.1", "127.0.0.1"};
  CHECK(urls_for(hall, "192.168.4.1:8000") ==
        and_name({"http://192.168.4.1:8000/", "http://10.0.0.7:8000/"}, ":8000"));
  CHECK(urls_for(hall, "172.16.0.5:80") ==
        and_name({"http://172.16.0.5:80/", "http://10.0.0.7:80/", "http://192.168.4.1:80/"}, ":80"));
  CHECK(urls_for(hall, "[fe80::1]") ==
        and_name({"http://[fe80::1]/", "http://10.0.0.7/", "http://192.168.4.1/"}, ""));
  CHECK(urls_for(hall, "fair.lan:8000") ==
        and_name({"http://10.0.0.7:8000/", "http://192.168.4.1:8000/", "http://fair.lan:8000/"}, ":8000"));
  for (const char* host : {"localhost:8000", "127.0.0.1:8000"}) {
    CHECK(urls_for(hall, host) == and_name({"http://10.0.0.7:8000/", "http://192.168.4.1:8000/"}, ":8000"));
  }
  hall.box.addresses_here = {"127.0.0.1"};
  CHECK(urls_for(hall, "127.0.0.1:8000") == and_name({"http://127.0.0.1:8000/"}, ":8000"));
  hall.box.name_here = "expobox-2.local";
  CHECK(urls_for(hall, "expobox-2.local:80") == Urls{"http://127.0.0.1:80/", "http://expobox-2.local:80/"});
  hall.box.name_here = "";
  CHECK(urls_for(hall, "127.0.0.1:8000") == Urls{"http://127.0.0.1:8000/"});
}

TEST_CASE("connect: the event's name and its network, as phones' cameras read it") {
  Hall hall;
  CHECK(hall.admin.get(target).at("event_name").get<std::string>().empty());
  CHECK(hall.admin.get(target).at("wifi").is<picojson::null>());
  set(hall, "Fair", "open sesame");
  const base::Json told = hall.admin.get(target).json();
  CHECK(told.get("event_name").get<std::string>() == "Spring Fair");
  CHECK(told.get("wifi").get("name").get<std::string>() == "Fair");
  CHECK(told.get("wifi").get("password").get<std::string>() == "open sesame");
  CHECK(wifi_path(hall) == base::qr_code("WIFI:T:WPA;S:Fair;P:open sesame;;").path);
  set(hall, "A;B", "x\\y,\"z\":");
  CHECK(wifi_path(hall) == base::qr_code(R"(WIFI:T:WPA;S:A\;B;P:x\\y\,\"z\"\:;;)").path);
  set(hall, "Open", "");
  CHECK(wifi_path(hall) == base::qr_code("WIFI:T:nopass;S:Open;;").path);
}

TEST_CASE("connect: whether HTTPS alone is answered") {
  Hall hall;
  CHECK_FALSE(hall.admin.get(target).at("https_only").get<bool>());
}
