// SPDX-License-Identifier: MIT
#include "auth/account_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace auth {
namespace {

constexpr std::size_t longest_email = 254;  // RFC 5321
constexpr std::size_t fewest_characters = 8;
constexpr std::size_t most_bytes = 4096;

// Those of at least eight characters that lists of leaked passwords begin with, and what is near at hand
// here.
constexpr std::array<std::string_view, 40> common = {
    "12345678", "123456789",  "1234567890",    "0123456789", "87654321",  "987654321",  "0987654321",
    "11111111", "00000000",   "88888888",      "12341234",   "11223344",  "1q2w3e4r",   "1qaz2wsx",
    "qwertyui", "qwertyuiop", "qwerty12",      "qwerty123",  "asdfghjk",  "asdfghjkl",  "abcd1234",
    "abc12345", "abcdefgh",   "aa123456",      "password",   "password1", "password12", "password123",
    "passw0rd", "p@ssw0rd",   "letmein1",      "welcome1",   "iloveyou",  "sunshine",   "princess",
    "football", "admin123",   "administrator", "expobox1",   "expobox123"};

}  // namespace

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != 0 && at != text.npos && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         text.size() <= longest_email && base::valid_utf8(text) &&
         std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == '\x7f'; });
}

std::optional<std::string_view> fault_of_new_password(std::string_view password, std::string_view email) {
  // As signing in takes it: white space around is no part of what is hard to guess.
  const std::string_view kernel = base::trim(password);
  if (base::code_points(kernel) < fewest_characters) {
    return "This password is too short. It must contain at least 8 characters.";
  }
  if (password.size() > most_bytes) return "This password is too long. It may have at most 4096 bytes.";
  const std::string folded = base::lower(base::fold_digits(kernel));
  if (std::ranges::find(common, std::string_view(folded)) != common.end()) {
    return "This password is too common.";
  }
  const std::string_view name = email.substr(0, email.find('@'));
  if (base::same_word(kernel, email) || base::same_word(kernel, name)) {
    return "The password is too similar to the email.";
  }
  return {};
}

}  // namespace auth
