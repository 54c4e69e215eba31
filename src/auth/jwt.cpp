// SPDX-License-Identifier: MIT
#include "auth/jwt.h"

#include <cmath>

#include "base/ids.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "crypto/hash.h"

namespace auth {
namespace {

// {"alg":"HS256","typ":"JWT"}
constexpr std::string_view own_header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

std::string_view name(TokenType kind) { return kind == TokenType::access ? "access" : "refresh"; }

// Accepts padding: RFC 7515 §2 omits it, but some libraries send it.
std::optional<std::string> decoded(std::string_view part) {
  for (int padding = 0; padding < 2 && part.ends_with('='); ++padding) part.remove_suffix(1);
  return base::base64url_decode(part);
}

// A part of a token as a JSON object; nullopt if it is not one.
std::optional<base::JsonObject> object(std::string_view part) {
  const auto text = decoded(part);
  if (!text) return {};
  try {
    const base::Json json = base::parse_json(*text);
    return json.is<base::JsonObject>() ? std::optional(json.get<base::JsonObject>()) : std::nullopt;
  } catch (const base::JsonError&) {
    return {};
  }
}

const base::Json* find(const base::JsonObject& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? nullptr : &found->second;
}

std::string text_of(const base::Json* json) {
  return json != nullptr && json->is<std::string>() ? json->get<std::string>() : std::string();
}

// A NumericDate may have a fraction (RFC 7519 §2), which is truncated.
std::optional<std::int64_t> date(const base::Json* json) {
  if (json == nullptr) return {};
  if (json->is<std::int64_t>()) return json->get<std::int64_t>();
  if (!json->is<double>() || std::abs(json->get<double>()) > 9e15) return {};
  return static_cast<std::int64_t>(json->get<double>());
}

// An integer, also if it is written as 1.0.
std::optional<std::int64_t> whole(const base::Json* json) {
  const auto number = date(json);
  const bool fraction =
      number && !json->is<std::int64_t>() && json->get<double>() != std::trunc(json->get<double>());
  return fraction ? std::nullopt : number;
}

// A token cannot choose its algorithm. Extensions named in "crit" must be understood (RFC 7515 §4.1.11), and
// none are supported.
bool header_is_good(std::string_view part) {
  if (part == own_header) return true;
  const auto header = object(part);
  return header && text_of(find(*header, "alg")) == "HS256" && find(*header, "crit") == nullptr;
}

// Checks "exp" and "nbf" (RFC 7519 §4.1.4 and §4.1.5). "iat" is ignored: the server's clock has no battery.
std::optional<TokenError> check_times(const base::JsonObject& claims, const base::Clock& clock) {
  if (text_of(find(claims, "clock")) == clock.id()) {
    const auto end = whole(find(claims, "up_exp"));
    return end && *end > clock.uptime() ? std::nullopt : std::optional(TokenError::invalid);
  }
  const base::UnixSeconds now = clock.now();
  if (const base::Json* const from = find(claims, "nbf")) {
    const auto at = date(from);
    if (!at || *at > now) return TokenError::invalid;
  }
  const base::Json* const expiry = find(claims, "exp");
  if (expiry == nullptr) return TokenError::no_expiry;
  const auto at = date(expiry);
  if (!at || *at <= now) return TokenError::invalid;
  return {};
}

std::optional<TokenError> check_kind(const base::JsonObject& claims, TokenType wanted) {
  if (find(claims, "jti") == nullptr) return TokenError::no_id;
  const base::Json* const kind = find(claims, "token_type");
  if (kind == nullptr) return TokenError::no_kind;
  if (text_of(kind) != name(wanted)) return TokenError::wrong_kind;
  return {};
}

// The claim of a token from another server may be any text.
std::string family_in(const base::JsonObject& claims, TokenType kind) {
  constexpr std::size_t max_family = 64;
  std::string family = text_of(find(claims, kind == TokenType::refresh ? "jti" : "family"));
  return family.size() <= max_family ? family : base::hex(crypto::sha256(family));
}

std::variant<Claims, TokenError> read_claims(const base::JsonObject& claims, TokenType kind) {
  const base::Json* const user = find(claims, "user_id");
  const auto id =
      user != nullptr && user->is<std::string>() ? base::parse_int(user->get<std::string>()) : whole(user);
  if (!id || *id <= 0) return TokenError::no_user;
  const base::Json* const generation = find(claims, "gen");
  const auto number = whole(generation);
  if (generation != nullptr && !number) return TokenError::invalid;
  return Claims{.user = *id,
                .generation = number.value_or(0),
                .family = family_in(claims, kind),
                .ends_at = date(find(claims, "exp")).value_or(0)};
}

}  // namespace

std::string_view to_string(TokenError fault) {
  switch (fault) {
    case TokenError::no_expiry:
      return "Token has no 'exp' claim";
    case TokenError::no_id:
      return "Token has no id";
    case TokenError::no_kind:
      return "Token has no type";
    case TokenError::wrong_kind:
      return "Token has wrong type";
    case TokenError::no_user:
      return "Token contained no recognizable user identification";
    case TokenError::invalid:
      break;
  }
  return "Token is invalid or expired";
}

std::string new_token_family() { return base::random_hex(16); }

std::string JwtSigner::sign(TokenType kind, std::int64_t user, std::int64_t generation,
                            std::string_view family) const {
  const base::UnixSeconds now = clock_.now();
  const std::int64_t lasts = kind == TokenType::access ? access_seconds : refresh_seconds;
  const bool heads = kind == TokenType::refresh && !family.empty();
  std::string claims;
  base::JsonWriter json(claims);
  json.begin_object()
      .member("token_type", name(kind))
      .member("exp", now + lasts)
      .member("iat", now)
      .member("jti", heads ? std::string(family) : base::random_hex(16))
      .member("user_id", user)
      .member("gen", generation)
      .member("clock", clock_.id())
      .member("up_exp", clock_.uptime() + lasts);
  if (kind == TokenType::access && !family.empty()) json.member("family", family);
  json.end_object();
  std::string token = std::string(own_header) + '.' + base::base64url_encode(claims);
  token += '.' + base::base64url_encode(mac(token));
  return token;
}

bool JwtSigner::has_signed(std::string_view token) const {
  const std::size_t last_dot = token.rfind('.');
  if (last_dot == std::string_view::npos) return false;
  const auto signature = decoded(token.substr(last_dot + 1));
  return signature && crypto::constant_time_equal(*signature, mac(token.substr(0, last_dot)));
}

std::variant<Claims, TokenError> JwtSigner::verify(std::string_view token, TokenType wanted) const {
  const std::uint64_t version = key_version_;  // before the signature check: the key may change meanwhile
  if (!has_signed(token)) return TokenError::invalid;
  const std::string_view signed_part = token.substr(0, token.rfind('.'));
  const std::size_t dot = signed_part.find('.');
  if (dot == std::string_view::npos) return TokenError::invalid;
  if (!header_is_good(signed_part.substr(0, dot))) return TokenError::invalid;
  const auto claims = object(signed_part.substr(dot + 1));
  if (!claims) return TokenError::invalid;
  if (const auto fault = check_times(*claims, clock_)) return *fault;
  if (const auto fault = check_kind(*claims, wanted)) return *fault;
  auto result = read_claims(*claims, wanted);
  if (auto* const read = std::get_if<Claims>(&result)) read->key_version = version;
  return result;
}

void JwtSigner::rotate_key(std::string key) {
  const std::lock_guard lock(mutex_);
  key_ = std::move(key);
  ++key_version_;
}

std::string JwtSigner::mac(std::string_view signed_part) const {
  const std::shared_lock lock(mutex_);
  return crypto::hmac_sha256(key_, signed_part);
}

}  // namespace auth
