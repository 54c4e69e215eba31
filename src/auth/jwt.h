// SPDX-License-Identifier: MIT
#pragma once

// Signs and verifies JSON Web Tokens as djangorestframework-simplejwt does, with HS256 only. A token with
// this server's clock id expires by uptime alone, so a correction of the time neither ends nor revives it.
// Any other token expires by "exp" in the server's time. It is from another server or from the central
// server, which shares the key but not the four private claims (see JwtSigner).
// Thread safety: may be called from any thread.
// Follows RFC 7519.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/clock.h"

namespace auth {

enum class TokenType { access, refresh };

// Why a token is rejected. to_string() returns SimpleJWT's message.
enum class TokenError { invalid, no_expiry, no_id, no_kind, wrong_kind, no_user };
std::string_view to_string(TokenError fault);

std::string new_token_family();

struct Claims {
  std::int64_t user = 0;
  std::int64_t generation = 0;
  std::string family;             // the id of the refresh token that it is or comes from; "": unknown
  std::int64_t ends_at = 0;       // "exp"
  std::uint64_t key_version = 0;  // version of the key that signed it
};

// RFC 7518 §3.2: a shorter key can be guessed from any token.
inline constexpr std::size_t min_key_bytes = 32;

// The claims are token_type, exp, iat, jti, user_id, and four private ones:
//
//   gen     the account's generation; raising it signs out the account's devices
//   clock   the id of the clock whose uptime ends the token
//   up_exp  the uptime, in seconds, at which it ends
//   family  in an access token: the "jti" of the refresh token that it was issued with or from
//
// A token without "gen" has generation 0, the first one of every account. Once anything has been revoked
// here, the central server's tokens are no longer valid for the account.
class JwtSigner {
 public:
  static constexpr std::int64_t access_seconds = 15 * 60;
  static constexpr std::int64_t refresh_seconds = 7 * 24 * 3600;

  JwtSigner(const base::Clock& clock, std::string key) : clock_(clock), key_(std::move(key)) {}

  // A refresh token starts a family of its own; an access token without a family belongs to none.
  std::string sign(TokenType kind, std::int64_t user, std::int64_t generation,
                   std::string_view family = {}) const;
  // Verifies the signature before it reads any claim.
  std::variant<Claims, TokenError> verify(std::string_view token, TokenType wanted) const;
  std::uint64_t key_version() const { return key_version_; }  // increases with each rotate_key()

  // A MAC of a secret, to be stored in its place. Valid only as long as this key is used.
  std::string keyed_hash(std::string_view secret) const { return mac(secret); }
  void rotate_key(std::string key);  // for later calls; tokens signed with the old key become invalid

 private:
  std::string mac(std::string_view signed_part) const;
  bool has_signed(std::string_view token) const;

  const base::Clock& clock_;
  mutable std::shared_mutex mutex_;
  std::string key_;
  std::atomic<std::uint64_t> key_version_ = 1;
};

}  // namespace auth
