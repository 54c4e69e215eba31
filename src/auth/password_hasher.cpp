// SPDX-License-Identifier: MIT
#include "auth/password_hasher.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "base/ids.h"
#include "base/parallel.h"
#include "base/text/text.h"
#include "crypto/hash.h"

namespace auth {
namespace {

constexpr std::string_view algorithm = "pbkdf2_sha256";
constexpr std::int64_t max_accepted_rounds = 10'000'000;  // more would keep a core busy for many seconds
constexpr std::size_t max_remembered = 4096;
constexpr std::size_t digest_size = 32;

struct Parts {
  std::uint32_t rounds;
  std::string_view salt;
  std::string digest;
};

// Removes and returns the text up to the next '$', which is removed as well.
std::string_view take_field(std::string_view& text) {
  const std::string_view field = text.substr(0, text.find('$'));
  text.remove_prefix(std::min(field.size() + 1, text.size()));
  return field;
}

std::optional<Parts> parse(std::string_view stored) {
  if (take_field(stored) != algorithm) return {};
  const auto rounds = base::parse_int(take_field(stored));
  const std::string_view salt = take_field(stored);
  auto digest = base::base64_decode(stored);
  if (!rounds || *rounds < 1 || *rounds > max_accepted_rounds || salt.empty()) return {};
  if (!digest || digest->size() != digest_size) return {};
  return Parts{static_cast<std::uint32_t>(*rounds), salt, std::move(*digest)};
}

unsigned spare_cores() { return std::max(2U, base::cpu_count()) - 1; }

double seconds_for(std::uint32_t rounds) {
  const auto start = std::chrono::steady_clock::now();
  crypto::pbkdf2_sha256("measure", "measure", rounds);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

bool is_password_hash(std::string_view text) { return parse(text).has_value(); }

std::uint32_t calibrated_rounds() {
  constexpr std::uint32_t sample = 4000;
  constexpr double wanted_seconds = 0.25;
  double best = seconds_for(sample);  // the best of several runs, since other processes use the core, too
  for (int again = 0; again < 4; ++again) best = std::min(best, seconds_for(sample));
  const double rounds = std::clamp<double>(sample * wanted_seconds / best, min_rounds, max_rounds);
  return static_cast<std::uint32_t>(rounds) / 1000 * 1000;
}

PasswordHasher::PasswordHasher(std::uint32_t rounds, unsigned slots)
    : rounds_(rounds),
      memory_key_(base::random_bytes(32)),
      slots_(slots > 0 ? slots : spare_cores()),
      free_slots_(slots_) {}

std::string PasswordHasher::hash(std::string_view password) {
  const std::string salt = base::random_hex(16);
  std::string text(algorithm);
  text += '$' + std::to_string(rounds_) + '$' + salt + '$';
  return text + base::base64_encode(derive_key(password, salt, rounds_));
}

bool PasswordHasher::verify(std::string_view password, const std::string& stored) {
  const auto parts = parse(stored);
  if (!parts) {
    verify_dummy(password);
    return false;
  }
  const std::string mark = crypto::hmac_sha256(memory_key_, password);
  if (is_remembered(stored, mark)) return true;
  if (!crypto::constant_time_equal(derive_key(password, parts->salt, parts->rounds), parts->digest))
    return false;
  cache(stored, mark);
  return true;
}

void PasswordHasher::verify_dummy(std::string_view password, std::string_view like) {
  const auto parts = parse(like);
  derive_key(password, memory_key_, parts ? parts->rounds : rounds_);
}

std::string PasswordHasher::derive_key(std::string_view password, std::string_view salt,
                                       std::uint32_t rounds) {
  struct Slot {
    explicit Slot(PasswordHasher& owner) : passwords(owner) {
      std::unique_lock lock(passwords.mutex_);
      const std::uint64_t mine = passwords.next_turn_++;
      passwords.freed_.wait(lock, [&] { return passwords.free_slots_ > 0 && passwords.turn_ == mine; });
      ++passwords.turn_;
      --passwords.free_slots_;
      passwords.freed_.notify_all();
    }
    ~Slot() {
      const std::lock_guard lock(passwords.mutex_);
      ++passwords.free_slots_;
      passwords.freed_.notify_all();
    }
    PasswordHasher& passwords;
  };
  const Slot slot(*this);
  rounds_done_ += rounds;
  return crypto::pbkdf2_sha256(password, salt, rounds);
}

bool PasswordHasher::cached(std::string_view password, const std::string& stored) {
  return is_remembered(stored, crypto::hmac_sha256(memory_key_, password));
}

bool PasswordHasher::is_remembered(const std::string& stored, std::string_view mark) {
  const std::lock_guard lock(mutex_);
  const auto found = verified_.find(stored);
  return found != verified_.end() && crypto::constant_time_equal(found->second, mark);
}

void PasswordHasher::cache(const std::string& stored, const std::string& mark) {
  const std::lock_guard lock(mutex_);
  if (verified_.size() >= max_remembered) verified_.clear();
  verified_[stored] = mark;
}

}  // namespace auth
