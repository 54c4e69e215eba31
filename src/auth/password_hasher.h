// SPDX-License-Identifier: MIT
#pragma once

// Password hashes in Django's text format, pbkdf2_sha256$rounds$salt$hash, so that accounts can move between
// this server and the central server. Verifying takes about a quarter of a second of one core. Hashing uses
// all cores but one, and at least one; other requests queue in order. After a success, an HMAC of the
// password is cached in RAM only, under a key made at startup. A repeated login costs nothing, and a stolen
// drive reveals nothing.
// Thread safety: may be called from any thread.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace auth {

inline constexpr std::uint32_t min_rounds = 150'000;
inline constexpr std::uint32_t max_rounds = 600'000;

bool is_password_hash(std::string_view text);  // a well-formed pbkdf2_sha256 text with 1 … 10 million rounds
std::uint32_t calibrated_rounds();  // about 250 ms on this machine, between min_rounds and max_rounds

class PasswordHasher {
 public:
  explicit PasswordHasher(std::uint32_t rounds, unsigned slots = 0);  // slots 0: cores − 1, at least 1

  std::string hash(std::string_view password);
  // Whether this password has been verified against this hash before. Costs nothing. false proves nothing.
  bool cached(std::string_view password, const std::string& stored);
  bool verify(std::string_view password, const std::string& stored);  // also false if stored is no hash
  // Takes as long as verifying against `like`, or against a hash of this server if `like` is none. This hides
  // whether an account exists.
  void verify_dummy(std::string_view password, std::string_view like = {});
  unsigned slots() const { return slots_; }
  std::uint64_t rounds_done() const { return rounds_done_; }  // total cost of all passwords so far

 private:
  std::string derive_key(std::string_view password, std::string_view salt, std::uint32_t rounds);
  bool is_remembered(const std::string& stored, std::string_view mark);
  void cache(const std::string& stored, const std::string& mark);

  const std::uint32_t rounds_;
  const std::string memory_key_;
  std::mutex mutex_;
  std::condition_variable freed_;
  const unsigned slots_;
  unsigned free_slots_;
  std::uint64_t next_turn_ = 0, turn_ = 0;  // in order of arrival: no caller that hashes many starves others
  std::atomic<std::uint64_t> rounds_done_{0};
  std::unordered_map<std::string, std::string> verified_;  // stored hash → HMAC of the password; bounded
};

}  // namespace auth
