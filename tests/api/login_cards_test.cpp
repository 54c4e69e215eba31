// SPDX-License-Identifier: MIT
#include "api/admin/login_cards.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "base/text/qr.h"

TEST_CASE("cards: a card names its account and leads to the box with its code") {
  store::User user;
  user.id = {7};
  user.email = "ann@example.com";
  user.name = "Ann \"A\" B.";
  user.stand = "B12";
  std::string text;
  base::JsonWriter json(text);
  api::write_card(json, user, "7KQ2-M0XH-9VDB-RT4E", {"http://10.0.0.7:8000", ""});
  const std::string link = "http://10.0.0.7:8000/#/code/7KQ2-M0XH-9VDB-RT4E";
  const base::Qr qr = base::qr_code(link);
  CHECK(text == R"({"user":7,"email":"ann@example.com","name":"Ann \"A\" B.","stand":"B12",)"
                R"("code":"7KQ2-M0XH-9VDB-RT4E","link":")" +
                    link + R"(","qr":{"size":33,"path":")" + qr.path + "\"}}");
}

TEST_CASE("cards: a text no QR code holds is refused before anything is written of it") {
  std::string text;
  base::JsonWriter json(text);
  CHECK_THROWS_AS(api::write_qr(json, std::string(3000, 'x')), std::invalid_argument);
  CHECK(text.empty());
}
