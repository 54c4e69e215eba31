// SPDX-License-Identifier: MIT
#pragma once

// The whole box on a free port of this machine, with one exhibitor who has signed in.

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/app.h"
#include "base/text/json.h"
#include "store/users.h"
#include "support/raw_client.h"
#include "support/temp_folder.h"

namespace support {

struct WholeBoxOptions {
  http::ServerOptions server = {};
  base::HostClock machine = {};
  std::int64_t requests_per_minute = 0;  // no limit
  base::DriveFolders drives = {"/nonexistent", "/nonexistent"};
  std::vector<std::string> allowed_origins = {};
  api::CaptivePortal portal = api::CaptivePortal::off;
};

class WholeBox {
 public:
  struct Pair {
    std::string access, refresh;
  };

  explicit WholeBox(WholeBoxOptions options = {})
      : config_(configured(folder_ / "data", std::move(options))) {
    add_user("ann@example.com");
    start();
    token_ = sign_in("ann@example.com").access;
  }
  ~WholeBox() {
    if (box_) box_->stop();
  }

  std::uint16_t port() const { return box_->port(); }
  const std::string& data() const { return config_.data; }  // the folder
  const std::string& token() const { return token_; }
  // On the same data folder; a machine boots in between.
  void restart(const std::function<void()>& meanwhile = [] {}) {
    box_->stop();
    box_.reset();
    meanwhile();
    start();
  }

  void add_user(const std::string& email, bool admin = false) const {
    const app::DataFolder folder(config_.data);
    store::SqliteEngine engine(folder.database());
    store::User user;
    user.email = email;
    user.password = auth::PasswordHasher(config_.password_rounds).hash("open-sesame");
    user.booth_limit = 100;
    user.admin = admin;
    store::WriteBatch write;
    store::add_user(write, user, 0);
    engine.write(write);
  }
  Pair sign_in(const std::string& email) const {
    const auto reply = RawClient(port()).ask(login(email, "open-sesame"));
    REQUIRE(reply);
    REQUIRE(reply->status == 200);
    const base::Json pair = base::parse_json(reply->body);
    return {pair.get("access").get<std::string>(), pair.get("refresh").get<std::string>()};
  }

  // Somebody's: a head without its end. Whose token is not named, it is the exhibitor's.
  static std::string head(const std::string& method, const std::string& target, const std::string& token) {
    return method + " " + target + " HTTP/1.1\r\nHost: box\r\nAuthorization: Bearer " + token + "\r\n";
  }
  std::string head(const std::string& method, const std::string& target) const {
    return head(method, target, token_);
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
  static std::string json_of(const std::string& json) {
    return "Content-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) + "\r\n\r\n" +
           json;
  }

 private:
  void start() {
    box_.emplace(config_);
    box_->start();
  }

  static app::Config configured(const std::string& data, WholeBoxOptions options) {
    app::Config config;
    config.data = data;
    config.machine = std::move(options.machine);
    config.drives = std::move(options.drives);
    config.server = std::move(options.server);
    config.requests_per_minute = options.requests_per_minute;
    config.allowed_origins = std::move(options.allowed_origins);
    config.portal = options.portal;
    config.server.address = "127.0.0.1";
    config.server.port = 0;
    config.files = 32;
    config.password_rounds = 1000;
    return config;
  }

  TempFolder folder_;
  const app::Config config_;
  std::optional<app::App> box_;
  std::string token_;
};

}  // namespace support
