// SPDX-License-Identifier: MIT
#pragma once

// Passwords in Django's text form, pbkdf2_sha256$rounds$salt$hash, so that accounts move between the box and
// the central server both ways. Verifying costs about a quarter of a second of one core; at most cores − 1
// (and at least one) run at a time, the rest wait their turn.
//
// After a success the box remembers, in RAM alone and under a key made at start, that this stored hash and
// this password belong together: a phone that logs in again costs nothing, a stolen drive tells nothing.
// Any thread may call.

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
std::uint32_t calibrated_rounds();             // about 250 ms on this machine, between fewest and most

class PasswordHasher {
 public:
  explicit PasswordHasher(std::uint32_t rounds, unsigned slots = 0);  // slots 0: cores − 1, at least 1

  std::string hash(std::string_view password);
  // Whether this password has been verified against this hash before: costs nothing. False says nothing.
  bool cached(std::string_view password, const std::string& stored);
  bool verify(std::string_view password, const std::string& stored);  // false too when stored is no hash
  // As long as verifying against `like`, or against a hash of this box when that is none: an unknown account
  // must not show.
  void verify_dummy(std::string_view password, std::string_view like = {});
  unsigned slots() const { return slots_; }
  std::uint64_t rounds_done() const { return rounds_done_; }  // what all passwords have cost so far

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
  std::uint64_t next_turn_ = 0, turn_ = 0;  // in the order they came: nobody who hashes many keeps others out
  std::atomic<std::uint64_t> rounds_done_{0};
  std::unordered_map<std::string, std::string> verified_;  // stored hash → HMAC of the password; bounded
};

}  // namespace auth
