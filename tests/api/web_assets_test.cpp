// SPDX-License-Identifier: MIT
#include "api/web_assets.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crypto/hash.h"
#include "support/api_fixture.h"

namespace {

using support::ApiBox;
using support::HeaderList;
using support::Reply;

std::string url_of(const api::Asset& asset) {
  return asset.name == "index.html" ? "/" : "/web/" + std::string(asset.name);
}

}  // namespace

TEST_CASE("assets: anybody gets every file of the page, under a tag of its content") {
  ApiBox box;
  REQUIRE_FALSE(api::assets().empty());
  for (const api::Asset& asset : api::assets()) {
    CAPTURE(asset.name);
    CHECK(asset.sha256 == base::hex(crypto::sha256(asset.content)));
    const Reply reply = box.ask("GET", url_of(asset));
    CHECK(reply.status == 200);
    CHECK(reply.body == asset.content);
    CHECK(reply.content_type != "application/octet-stream");
    CHECK(reply.header("ETag") == '"' + std::string(asset.sha256) + '"');
    CHECK(reply.header("Cache-Control") == "no-cache");
    CHECK(reply.header("Vary") == "Accept-Encoding");
    CHECK(reply.header("Content-Encoding").empty());
    CHECK(box.ask("HEAD", url_of(asset)).status == 200);
  }
}

TEST_CASE("assets: the page may run and ask nothing but what comes from the box") {
  ApiBox box;
  const Reply page = box.ask("GET", "/");
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(page.header("Content-Security-Policy") ==
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; "
        "base-uri 'none'");
}

TEST_CASE("assets: compressed for who takes it, where it is smaller; each form has its tag") {
  ApiBox box;
  for (const api::Asset& asset : api::assets()) {
    CAPTURE(asset.name);
    const std::string plain_tag = box.ask("GET", url_of(asset)).header("ETag");
    const Reply reply = box.ask("GET", url_of(asset), {{"accept-encoding", "gzip, br"}});
    CHECK(reply.status == 200);
    CHECK(box.ask("GET", url_of(asset), {{"accept-encoding", "gzip;q=0"}}).body == asset.content);
    if (asset.gzip.empty()) {
      CHECK(reply.body == asset.content);
      CHECK(reply.header("Content-Encoding").empty());
      continue;
    }
    CHECK(asset.gzip.size() < asset.content.size());
    CHECK(asset.gzip.starts_with("\x1f\x8b"));
    CHECK(reply.body == asset.gzip);
    CHECK(reply.header("Content-Encoding") == "gzip");
    CHECK(reply.header("ETag") != plain_tag);
  }
  CHECK(std::ranges::any_of(api::assets(), [](const api::Asset& asset) { return !asset.gzip.empty(); }));
}

TEST_CASE("assets: a browser that has it is told so") {
  ApiBox box;
  for (const HeaderList& taken : {HeaderList{}, HeaderList{{"accept-encoding", "gzip"}}}) {
    const std::string tag = box.ask("GET", "/", taken).header("ETag");
    HeaderList headers = taken;
    headers.emplace_back("if-none-match", "\"other\", W/" + tag);
    const Reply same = box.ask("GET", "/", headers);
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(same.header("ETag") == tag);
    CHECK(same.header("Cache-Control") == "no-cache");
    CHECK(same.header("Vary") == "Accept-Encoding");
    headers.back().second = "\"other\"";
    CHECK(box.ask("GET", "/", headers).status == 200);
  }
}

TEST_CASE("assets: what is not there, another method, another host") {
  ApiBox box;
  CHECK(box.ask("GET", "/web/none.js").status == 404);
  CHECK(box.ask("GET", "/web/index.html").status == 404);
  CHECK(box.ask("GET", "/web/..").status == 404);
  CHECK(box.ask("GET", "/web/").status == 404);
  const Reply posted = box.ask("POST", "/");
  CHECK(posted.status == 405);
  CHECK(posted.header("Allow") == "GET, HEAD, OPTIONS");
  CHECK(box.ask("GET", "/", {{"host", "evil.example"}}).status == 400);
}

TEST_CASE("assets: looking at the page uses up nobody's requests") {
  ApiBox box({.requests_per_minute = 2});
  for (int i = 0; i < 5; ++i) {
    const Reply page = box.ask("GET", "/");
    CHECK(page.status == 200);
    CHECK(page.header("X-RateLimit-Limit").empty());
    CHECK(box.ask("GET", "/web/none.js").status == 404);
  }
  CHECK(box.ask("GET", "/api/v1/health/").status == 200);
}
