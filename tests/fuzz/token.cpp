// SPDX-License-Identifier: MIT
// Input: a byte; when it is even a token, else a line with a header and a payload, which are signed with the
// right key. What is accepted is signed by the one algorithm, says so, lasts, and is of the kind asked for.

#include <variant>

#include "auth/jwt.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "fuzz/fuzz.h"
#include "support/fake_clock.h"

namespace {

constexpr auto key = "a key that only this test knows of";

std::string signed_by(std::string_view by, const std::string& signed_part) {
  return signed_part + '.' + base::base64url_encode(crypto::hmac_sha256(by, signed_part));
}

base::Json part(std::string_view encoded) {
  return base::parse_json(base::base64url_decode(encoded).value());
}

void check_accepted(const std::string& token, const auth::Claims& claims) {
  const std::size_t dot = token.find('.'), last_dot = token.rfind('.');
  fuzz::require(token == signed_by(key, token.substr(0, last_dot)), "the signature is ours");
  const base::Json header = part(std::string_view(token).substr(0, dot));
  fuzz::require(header.get("alg").to_str() == "HS256" && !header.contains("crit"), "one algorithm, no crit");
  const base::Json payload = part(std::string_view(token).substr(dot + 1, last_dot - dot - 1));
  fuzz::require(payload.get("token_type").to_str() == "access", "the kind asked for");
  fuzz::require(payload.get("exp").get<double>() > support::FakeClock::start, "not expired");
  fuzz::require(payload.contains("jti"), "with an id");
  fuzz::require(claims.user > 0, "an account's number");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const support::FakeClock clock;
  static const auth::JwtSigner signer(clock, key);
  std::string_view bytes = fuzz::view(data, size);
  std::string token;
  if (fuzz::take_byte(bytes) % 2 == 0) {
    token = bytes;
  } else {
    const std::string header = base::base64url_encode(fuzz::take_line(bytes));
    token = signed_by(key, header + '.' + base::base64url_encode(bytes));
  }
  const auto verified = signer.verify(token, auth::TokenType::access);
  const auto* claims = std::get_if<auth::Claims>(&verified);
  if (claims == nullptr) return 0;
  check_accepted(token, *claims);
  fuzz::require(!std::holds_alternative<auth::Claims>(signer.verify(token, auth::TokenType::refresh)),
                "of one kind only");
  const std::string forged = signed_by("another key", token.substr(0, token.rfind('.')));
  fuzz::require(!std::holds_alternative<auth::Claims>(signer.verify(forged, auth::TokenType::access)),
                "another key's signature is none");
  return 0;
}
