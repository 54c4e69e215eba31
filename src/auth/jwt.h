// SPDX-License-Identifier: MIT
#pragma once

// JSON Web Tokens (RFC 7519) as djangorestframework-simplejwt writes them, HS256 and nothing else: claims
// token_type, exp, iat, jti, user_id, and our own:
//
//   gen     the account's generation, raised to sign its phones out
//   clock   the id of the clock whose uptime the token ends by
//   up_exp  the second of that uptime
//   family  of an access token: the "jti" of the refresh token it came with or from
//
// A token whose clock is this box's is judged by uptime alone: nobody is signed out, and no token comes back
// to life, when the time turns out to be another. Any other token is judged by exp in the box's time: it is
// of another box, or of the central server, which shares the key and knows none of the four. Without "gen"
// it is of generation 0, with which an account begins: once something has been revoked here, the central
// server's tokens are no good for this account any more. Any thread may call.

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

// Why a token is no good; to_string() is SimpleJWT's wording of it.
enum class TokenError { invalid, no_expiry, no_id, no_kind, wrong_kind, no_user };
std::string_view to_string(TokenError fault);

std::string new_token_family();

struct Claims {
  std::int64_t user = 0;
  std::int64_t generation = 0;
  std::string family;             // the id of the refresh token that it is or comes from; "": not known
  std::int64_t ends_at = 0;       // "exp"
  std::uint64_t key_version = 0;  // of the key that signed it
};

// RFC 7518 §3.2: with a shorter key, the key can be guessed from any token.
inline constexpr std::size_t min_key_bytes = 32;

class JwtSigner {
 public:
  static constexpr std::int64_t access_seconds = 15 * 60;
  static constexpr std::int64_t refresh_seconds = 7 * 24 * 3600;

  JwtSigner(const base::Clock& clock, std::string key) : clock_(clock), key_(std::move(key)) {}

  // A refresh token is the head of its family; an access token without one belongs to none.
  std::string sign(TokenType kind, std::int64_t user, std::int64_t generation,
                   std::string_view family = {}) const;
  // The signature is looked at first; only then what the token says.
  std::variant<Claims, TokenError> verify(std::string_view token, TokenType wanted) const;
  std::uint64_t key_version() const { return key_version_; }  // increases with each rotate_key()

  // What is kept of a secret that is good for this key alone.
  std::string keyed_hash(std::string_view secret) const { return mac(secret); }
  void rotate_key(std::string key);  // every later call; tokens of the old key are no good from then on

 private:
  std::string mac(std::string_view signed_part) const;
  bool has_signed(std::string_view token) const;

  const base::Clock& clock_;
  mutable std::shared_mutex mutex_;
  std::string key_;
  std::atomic<std::uint64_t> key_version_ = 1;
};

}  // namespace auth
