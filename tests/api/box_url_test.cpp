// SPDX-License-Identifier: MIT
#include "api/request/box_url.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text/qr.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

const std::string fingerprint =
    "AB:12:0F:00:AB:12:0F:00:AB:12:0F:00:AB:12:0F:00:AB:12:0F:00:AB:12:0F:00:AB:12:0F:00:AB:12:0F:00";
const std::string pin = "ab120f00ab120f00ab120f00ab120f00ab120f00ab120f00ab120f00ab120f00";

Reply asked(Hall& hall, const std::string& method, const std::string& target, const std::string& host) {
  return hall.box.ask(method, target,
                      {{"authorization", "Bearer " + hall.box.token_of(hall.admin_id)}, {"host", host}});
}

// What the QR code says, where it says what stands beside it.
std::string coded(const base::Json& told) {
  std::string link = told.get("link").get<std::string>();
  CHECK(told.get("qr").get("path").get<std::string>() == base::qr_code(link).path);
  return link;
}

std::string card_for(Hall& hall, const std::string& host) {
  const Reply reply =
      asked(hall, "POST", "/api/v1/admin/users/" + std::to_string(hall.owner_id.value) + "/code/", host);
  REQUIRE(reply.status == 200);
  const std::string link = coded(reply.json());
  const std::string code = reply.at("code").get<std::string>();
  const std::size_t at = link.find(code);
  REQUIRE(at != std::string::npos);
  return link.substr(0, at) + "CODE" + link.substr(at + code.size());
}

}  // namespace

TEST_CASE("way: a login card leads by HTTPS where that is on, with what is to be pinned") {
  Hall hall;
  CHECK(card_for(hall, "10.0.0.7:8000") == "http://10.0.0.7:8000/#/code/CODE");
  hall.box.secure = {8443, fingerprint, "", ""};
  CHECK(card_for(hall, "10.0.0.7:8000") == "https://10.0.0.7:8443/#/code/CODE?sha256=" + pin);
  CHECK(card_for(hall, "fair.lan") == "https://fair.lan:8443/#/code/CODE?sha256=" + pin);
  CHECK(card_for(hall, "[fe80::1]:8000") == "https://[fe80::1]:8443/#/code/CODE?sha256=" + pin);
  const std::string address = hall.box.addresses_here.front();
  CHECK(card_for(hall, "expobox.local:8000") == "https://" + address + ":8443/#/code/CODE?sha256=" + pin);
  hall.box.scheme = "https";
  CHECK(card_for(hall, "10.0.0.9:443") == "https://10.0.0.9:443/#/code/CODE?sha256=" + pin);
}

TEST_CASE("way: the connect card's codes by HTTPS say what is to be pinned, those by HTTP do not") {
  Hall hall;
  hall.box.name_here = "";
  hall.box.secure = {8443, fingerprint, "", ""};
  const auto first = [](const base::Json& addresses) { return addresses.get<base::JsonArray>().at(0); };
  const Reply plain = asked(hall, "GET", "/api/v1/admin/connect/", "10.0.0.7:8000");
  CHECK(coded(first(plain.at("addresses"))) == "http://10.0.0.7:8000/");
  const base::Json secure = first(plain.at("secure").get("addresses"));
  CHECK(coded(secure) == "https://10.0.0.7:8443/#/?sha256=" + pin);
  CHECK(secure.get("url").get<std::string>() == "https://10.0.0.7:8443/");
  hall.box.scheme = "https";
  const Reply secured = asked(hall, "GET", "/api/v1/admin/connect/", "10.0.0.7:8443");
  CHECK(coded(first(secured.at("addresses"))) == "https://10.0.0.7:8443/#/?sha256=" + pin);
}

TEST_CASE("way: its codes are coarse enough for a card of paper") {
  const api::BoxUrl longest = {"https://192.168.100.100:8443", pin};
  CHECK(base::qr_code(api::link(longest, "")).size <= 41);
  CHECK(base::qr_code(api::link(longest, "code/7KQ2-M0XH-9VDB-RT4E")).size <= 49);
}
