// SPDX-License-Identifier: MIT
#include "auth/jwt.h"

#include <doctest/doctest.h>

#include <set>

#include "base/text/json.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "support/fake_clock.h"

using auth::TokenError;
using auth::TokenType;
using support::FakeClock;

namespace {

const std::string key = "conformance-fixture-hs256-key-0123456789abcdef";
constexpr std::string_view good_header = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view good_claims =
    R"({"token_type":"access","exp":1769336100,"iat":1769335200,"jti":"0123456789abcdef0123456789abcdef","user_id":7})";

std::string forged(std::string_view claims, std::string_view header = good_header) {
  const std::string text = base::base64url_encode(header) + "." + base::base64url_encode(claims);
  return text + "." + base::base64url_encode(crypto::hmac_sha256(key, text));
}

std::string with(std::string_view claims, std::string_view from, std::string_view to) {
  std::string text(claims);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

struct Fixture {
  FakeClock clock;
  auth::JwtSigner signer{clock, key};

  // The fault of a token, nothing for a good one.
  std::optional<TokenError> fault(std::string_view token, TokenType kind = TokenType::access) const {
    const auto outcome = signer.verify(token, kind);
    const auto* found = std::get_if<TokenError>(&outcome);
    return found != nullptr ? std::optional(*found) : std::nullopt;
  }
  std::optional<TokenError> changed(std::string_view from, std::string_view to) const {
    return fault(forged(with(good_claims, from, to)));
  }
  auth::Claims claims(std::string_view token, TokenType kind = TokenType::access) const {
    return std::get<auth::Claims>(signer.verify(token, kind));
  }
};

base::Json payload(const std::string& token) {
  const std::size_t first = token.find('.');
  return base::parse_json(*base::base64url_decode(token.substr(first + 1, token.rfind('.') - first - 1)));
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "token: what is signed here is verified here") {
  const std::string token = signer.sign(TokenType::access, 42, 3);
  CHECK(token.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
  CHECK(claims(token).user == 42);
  CHECK(claims(token).generation == 3);
}

TEST_CASE_FIXTURE(Fixture, "token: padding is no fault, in what was signed with it and behind what was not") {
  const std::string token = signer.sign(TokenType::access, 42, 3);
  CHECK(claims(token + "=").user == 42);
  const std::string claims_text = with(good_claims, ":7}", ":7  }");
  std::string text = base::base64_encode(good_header) + "." + base::base64_encode(claims_text);
  REQUIRE(text.find('=') != std::string::npos);
  REQUIRE(text.find_first_of("+/") == std::string::npos);
  text += "." + base::base64url_encode(crypto::hmac_sha256(key, text));
  CHECK(claims(text).user == 7);
  CHECK(fault(token + "===") == TokenError::invalid);
  CHECK(fault("=" + token) == TokenError::invalid);
}

TEST_CASE_FIXTURE(Fixture, "token: times past 32 bits are whole") {
  clock.set_now(2'524'608'000);  // 2050
  const std::string token = signer.sign(TokenType::access, 42, 3);
  CHECK(payload(token).get("iat").get<std::int64_t>() == 2'524'608'000);
  CHECK(payload(token).get("exp").get<std::int64_t>() == 2'524'608'000 + 15 * 60);
  CHECK(claims(token).user == 42);
}

TEST_CASE_FIXTURE(Fixture, "token: the claims are SimpleJWT's, the generation, and the clock it ends by") {
  const base::Json json = payload(signer.sign(TokenType::refresh, 42, 3));
  CHECK(json.get<base::JsonObject>().size() == 8);
  CHECK(json.get("token_type").get<std::string>() == "refresh");
  CHECK(json.get("exp").get<std::int64_t>() == FakeClock::start + 7 * 24 * 3600);
  CHECK(json.get("iat").get<std::int64_t>() == FakeClock::start);
  CHECK(json.get("jti").get<std::string>().size() == 32);
  CHECK(json.get("user_id").get<std::int64_t>() == 42);
  CHECK(json.get("gen").get<std::int64_t>() == 3);
  CHECK(json.get("clock").get<std::string>() == clock.id());
  CHECK(json.get("up_exp").get<std::int64_t>() == clock.uptime() + 7 * 24 * 3600);
}

TEST_CASE_FIXTURE(Fixture, "token: no two tokens are the same") {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.insert(signer.sign(TokenType::access, 1, 0));
  CHECK(tokens.size() == 100);
}

TEST_CASE_FIXTURE(Fixture, "token: tokens made by Python are verified") {
  const auto access = claims(
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
      "eyJ0b2tlbl90eXBlIjoiYWNjZXNzIiwiZXhwIjoxNzY5MzM2MTAwLCJpYXQiOjE3NjkzMzUy"
      "MDAsImp0aSI6IjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmIiwidXNlcl9pZCI6N30.nehaaYt8PW2b-Nv3ne-"
      "HRJ5LtXtBut74kl"
      "0uCesseP8");
  CHECK(access.user == 7);
  CHECK(access.generation == 0);
  const auto refresh = claims(
      "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9."
      "eyJ0b2tlbl90eXBlIjogInJlZnJlc2giLCAiZXhwIjogMTc2OTk0MDAwMCwgImlhdCI6"
      "IDE3NjkzMzUyMDAsICJqdGkiOiAiMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYiLCAidXNlcl9pZCI6ICI3In0."
      "U2kcD7vgfeuV7x"
      "K1E5JXDWF9JcRPQ5y-VK3W3NTltZI",
      TokenType::refresh);
  CHECK(refresh.user == 7);
}

TEST_CASE_FIXTURE(Fixture, "token: an access token lives fifteen minutes, a refresh token seven days") {
  const std::string access = signer.sign(TokenType::access, 1, 0);
  const std::string refresh = signer.sign(TokenType::refresh, 1, 0);
  clock.advance(15 * 60 - 1);
  CHECK_FALSE(fault(access).has_value());
  clock.advance(1);
  CHECK(fault(access) == TokenError::invalid);
  clock.advance(7 * 24 * 3600 - 15 * 60 - 1);
  CHECK_FALSE(fault(refresh, TokenType::refresh).has_value());
  clock.advance(1);
  CHECK(fault(refresh, TokenType::refresh) == TokenError::invalid);
}

TEST_CASE_FIXTURE(Fixture, "token: of this box's clock, neither dies nor comes back when the time is set") {
  for (const auto& [kind, lasts] :
       {std::pair(TokenType::access, 900), std::pair(TokenType::refresh, 604'800)}) {
    clock.set_now(FakeClock::start);
    const std::string token = signer.sign(kind, 1, 0);
    clock.set_now(FakeClock::start + 56LL * 365 * 86'400);
    CHECK_FALSE(fault(token, kind).has_value());
    clock.set_now(FakeClock::start - 86'400);
    CHECK_FALSE(fault(token, kind).has_value());
    clock.advance(lasts - 1);
    clock.set_now(0);
    CHECK_FALSE(fault(token, kind).has_value());
    clock.advance(1);
    for (const base::UnixSeconds now : {base::UnixSeconds(0), FakeClock::start - 86'400, FakeClock::start}) {
      clock.set_now(now);
      CHECK(fault(token, kind) == TokenError::invalid);
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "token: of another clock, or of one nobody named, is judged by its expiry") {
  const std::string far_end = R"(,"up_exp":99999999999)";
  for (const std::string claim :
       {R"(,"clock":"fedcba9876543210")", R"(,"clock":"")", R"(,"clock":null)", R"(,"clock":7)", ""}) {
    clock.set_now(FakeClock::start + 899);
    CHECK_FALSE(changed(":7}", ":7" + claim + R"(,"up_exp":1})").has_value());
    clock.set_now(FakeClock::start + 900);
    CHECK(changed(":7}", ":7" + claim + far_end + "}") == TokenError::invalid);
  }
}

TEST_CASE_FIXTURE(Fixture, "token: of this box's clock, must say when it ends") {
  const std::string own = R"(:7,"clock":"0123456789abcdef")";
  for (const std::string bad : {"", R"(,"up_exp":null)", R"(,"up_exp":"1000900")", R"(,"up_exp":1e300)",
                                R"(,"up_exp":1000000)", R"(,"up_exp":-1)"}) {
    CHECK(changed(":7}", own + bad + "}") == TokenError::invalid);
  }
  CHECK_FALSE(changed(":7}", own + R"(,"up_exp":1000001})").has_value());
}

TEST_CASE_FIXTURE(Fixture, "token: a token that is changed anywhere is no good") {
  const std::string token = forged(good_claims);
  CHECK_FALSE(fault(token).has_value());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string spoilt = token;
    spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
    CHECK(fault(spoilt) == TokenError::invalid);
    CHECK(fault(token.substr(0, i)) == TokenError::invalid);
  }
  for (const auto* tail : {"A", ".", "===", " ", "\n"}) CHECK(fault(token + tail) == TokenError::invalid);
}

TEST_CASE_FIXTURE(Fixture, "token: what is no token is no good") {
  for (const auto* bad :
       {"", ".", "..", "...", "garbage", "x.y.z", "a.b", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.."}) {
    CHECK(fault(bad) == TokenError::invalid);
  }
}

TEST_CASE_FIXTURE(Fixture, "token: a right signature over something else than a token is no good") {
  for (const std::string text : {"", "x", ".", "..", "a.b.c", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"}) {
    CHECK(fault(text + "." + base::base64url_encode(crypto::hmac_sha256(key, text))) == TokenError::invalid);
  }
  for (const auto* payload :
       {"", "[]", "7", "null", "\"x\"", "{", "{}x", "{\"exp\":9999999999,\"exp\":1}", "\xff"}) {
    CHECK(fault(forged(payload)) == TokenError::invalid);
  }
}

TEST_CASE_FIXTURE(Fixture, "token: another key, and the old one after a change, are no good") {
  const std::string token = signer.sign(TokenType::access, 1, 0);
  CHECK(auth::JwtSigner(clock, "another").verify(token, TokenType::access).index() == 1);
  CHECK(std::get<auth::Claims>(signer.verify(token, TokenType::access)).key_version == signer.key_version());
  const std::uint64_t version = signer.key_version();
  signer.rotate_key("new key");
  CHECK(signer.key_version() > version);
  CHECK(fault(token) == TokenError::invalid);
  CHECK_FALSE(fault(signer.sign(TokenType::access, 1, 0)).has_value());
}

TEST_CASE_FIXTURE(Fixture, "token: the algorithm is HS256 whatever the header wishes") {
  for (const auto* header : {R"({"alg":"none"})", R"({"alg":"HS512","typ":"JWT"})", R"({"alg":"RS256"})",
                             R"({"alg":"hs256"})", R"({"alg":null})", R"({"alg":["HS256"]})",
                             R"({"typ":"JWT"})", R"([])", R"({"alg":"HS256","crit":["exp"]})"}) {
    CHECK(fault(forged(good_claims, header)) == TokenError::invalid);
  }
  const std::string unsigned_token =
      base::base64url_encode(R"({"alg":"none"})") + "." + base::base64url_encode(good_claims) + ".";
  CHECK(fault(unsigned_token) == TokenError::invalid);
}

TEST_CASE_FIXTURE(Fixture, "token: type, order and key hints of the header do not matter") {
  for (const auto* header :
       {R"({"typ":"JWT","alg":"HS256"})", R"({"alg":"HS256"})", R"({ "alg" : "HS256", "typ" : "at+jwt" })",
        R"({"alg":"HS256","kid":"../../dev/null","jku":"http://192.0.2.1/","jwk":{"kty":"oct","k":""}})"}) {
    CHECK_FALSE(fault(forged(good_claims, header)).has_value());
  }
}

TEST_CASE_FIXTURE(Fixture, "token: missing claims are named as SimpleJWT names them") {
  CHECK(changed(R"("exp":1769336100,)", "") == TokenError::no_expiry);
  CHECK(changed(R"("jti":"0123456789abcdef0123456789abcdef",)", "") == TokenError::no_id);
  CHECK(changed(R"("token_type":"access",)", "") == TokenError::no_kind);
  CHECK(changed(R"(,"user_id":7)", "") == TokenError::no_user);
  CHECK(fault(forged("{}")) == TokenError::no_expiry);
}

TEST_CASE_FIXTURE(Fixture, "token: the kind must be the wanted one") {
  CHECK(fault(forged(good_claims), TokenType::refresh) == TokenError::wrong_kind);
  CHECK(fault(signer.sign(TokenType::refresh, 1, 0)) == TokenError::wrong_kind);
  CHECK(changed(R"("access")", R"("sliding")") == TokenError::wrong_kind);
  CHECK(changed(R"("access")", "1") == TokenError::wrong_kind);
}

TEST_CASE_FIXTURE(Fixture, "token: the expiry is a whole number in the future") {
  for (const auto* bad : {"1769335200", "1769335199", "0", "-1", "null", "\"1769336100\"", "1769335200.75",
                          "true", "1e300", "[1769336100]"}) {
    CHECK(changed("1769336100", bad) == TokenError::invalid);
  }
  for (const auto* good : {"1769335201", "1769336100.0", "1769335201.5", "9007199254740993"}) {
    CHECK_FALSE(changed("1769336100", good).has_value());
  }
}

TEST_CASE_FIXTURE(Fixture, "token: not before its time, but never mind when it was made") {
  CHECK_FALSE(changed("\"iat\"", R"("nbf":1769335200,"iat")").has_value());
  CHECK(changed("\"iat\"", R"("nbf":1769335201,"iat")") == TokenError::invalid);
  CHECK(changed("\"iat\"", R"("nbf":"soon","iat")") == TokenError::invalid);
  CHECK_FALSE(changed("\"iat\":1769335200", "\"iat\":1999999999").has_value());
  CHECK_FALSE(changed("\"iat\":1769335200,", "").has_value());
}

TEST_CASE_FIXTURE(Fixture, "token: the user is a number above zero, or its digits") {
  CHECK(claims(forged(with(good_claims, ":7}", ":\"12\"}"))).user == 12);
  for (const auto* bad :
       {"0", "-1", "\"\"", "\"0\"", "\"x\"", "\"7 \"", "7.5", "null", "true", "{}", "1e30"}) {
    CHECK(changed(":7}", std::string(":") + bad + "}") == TokenError::no_user);
  }
}

TEST_CASE_FIXTURE(Fixture, "token: a missing generation is the first; one that is there must be a number") {
  CHECK(claims(forged(good_claims)).generation == 0);
  CHECK(claims(forged(with(good_claims, ":7}", ":7,\"gen\":0}"))).generation == 0);
  CHECK(changed(":7}", ":7,\"gen\":\"3\"}") == TokenError::invalid);
  CHECK(changed(":7}", ":7,\"gen\":null}") == TokenError::invalid);
}

TEST_CASE("token: the faults have SimpleJWT's wording") {
  CHECK(auth::to_string(TokenError::invalid) == "Token is invalid or expired");
  CHECK(auth::to_string(TokenError::no_expiry) == "Token has no 'exp' claim");
  CHECK(auth::to_string(TokenError::no_id) == "Token has no id");
  CHECK(auth::to_string(TokenError::no_kind) == "Token has no type");
  CHECK(auth::to_string(TokenError::wrong_kind) == "Token has wrong type");
  CHECK(auth::to_string(TokenError::no_user) == "Token contained no recognizable user identification");
}
