// SPDX-License-Identifier: MIT
#include "api/admin/login_cards.h"

#include <string>

#include "base/text/qr.h"

namespace api {

void write_qr(base::JsonWriter& json, std::string_view text) {
  const base::Qr qr = base::qr_code(text);
  json.begin_object().member("size", qr.size).member("path", qr.path).end_object();
}

void write_card(base::JsonWriter& json, const store::User& user, std::string_view code, const BoxUrl& way) {
  const std::string url = link(way, "code/" + std::string(code));
  json.begin_object()
      .member("user", user.id.value)
      .member("email", user.email)
      .member("name", user.name)
      .member("stand", user.stand)
      .member("code", code)
      .member("link", url)
      .key("qr");
  write_qr(json, url);
  json.end_object();
}

}  // namespace api
