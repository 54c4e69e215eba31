// SPDX-License-Identifier: MIT
#pragma once

// The whole box on a free port of this machine, with one exhibitor who has signed in.

#include <doctest/doctest.h>

#include <string>

#include "app/app.h"
#include "base/json.h"
#include "support/raw_client.h"
#include "support/temp_folder.h"

namespace support {

class WholeBox {
 public:
  explicit WholeBox(http::ServerOptions server = {}, std::int64_t requests_a_minute = 0)
      : config_(configured(folder_ / "data", std::move(server))) {
    config_.requests_a_minute = requests_a_minute;
    add_exhibitor();
    box_.emplace(config_);
    box_->start();
    const auto reply = RawClient(port()).ask(login("ann@example.com", "open-sesame"));
    REQUIRE(reply);
    REQUIRE(reply->status == 200);
    token_ = base::parse_json(reply->body).get("access").get<std::string>();
  }
  ~WholeBox() { box_->stop(); }

  std::uint16_t port() const { return box_->port(); }
  const std::string& data() const { return config_.data; }  // the folder
  const std::string& token() const { return token_; }

  // The exhibitor's: a head without its end, a whole request, one with a JSON body.
  std::string head(const std::string& method, const std::string& target) const {
    return method + " " + target + " HTTP/1.1\r\nHost: box\r\nAuthorization: Bearer " + token_ + "\r\n";
  }
  std::string get(const std::string& target) const { return head("GET", target) + "\r\n"; }
  std::string post(const std::string& target, const std::string& json) const {
    return head("POST", target) + json_of(json);
  }
  // Anybody's.
  static std::string post_as_nobody(const std::string& target, const std::string& json) {
    return "POST " + target + " HTTP/1.1\r\nHost: box\r\n" + json_of(json);
  }
  static std::string login(const std::string& email, const std::string& password) {
    return post_as_nobody("/api/v1/token/", R"({"email":")" + email + R"(","password":")" + password + "\"}");
  }

 private:
  static app::Config configured(const std::string& data, http::ServerOptions server) {
    app::Config config;
    config.data = data;
    config.server = std::move(server);
    config.server.address = "127.0.0.1";
    config.server.port = 0;
    config.files = 32;
    config.password_rounds = 1000;
    return config;
  }
  static std::string json_of(const std::string& json) {
    return "Content-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) + "\r\n\r\n" +
           json;
  }

  void add_exhibitor() const {
    const app::Folder folder(config_.data);
    store::SqliteEngine engine(folder.database());
    store::User user;
    user.email = "ann@example.com";
    user.password = auth::Passwords(config_.password_rounds).hash("open-sesame");
    user.booth_limit = 100;
    store::Write write;
    store::add_user(write, user, 0);
    engine.write(write);
  }

  TempFolder folder_;
  app::Config config_;
  std::optional<app::App> box_;
  std::string token_;
};

}  // namespace support
