// SPDX-License-Identifier: MIT
#include "auth/account_validation.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "auth/common_password_hashes.h"
#include "auth/common_passwords.h"
#include "base/text/text.h"

namespace auth {
namespace {

constexpr std::size_t min_characters = 8;
constexpr std::size_t max_bytes = 4096;

static_assert(common_password_min_length <= min_characters, "none is let through unseen");

// Obvious passwords for this server that are not in the list.
constexpr std::array<std::string_view, 2> near_at_hand = {"expobox1", "expobox123"};

bool contains(std::string_view text, std::string_view part) {
  return !part.empty() && text.find(part) != text.npos;
}

// The address, its local part or a piece of the address, or text that is mostly the local part. As in Django,
// that means at least seven tenths.
bool is_like_email(std::string_view password, std::string_view email) {
  const std::string_view name = email.substr(0, email.find('@'));
  return contains(email, password) || contains(password, email) ||
         (contains(password, name) && name.size() * 10 >= password.size() * 7);
}

std::string without_blanks(std::string_view text) {
  std::string rest;
  for (const std::string_view word : base::split(text, " \t")) rest += word;
  return rest;
}

}  // namespace

std::optional<std::string_view> validate_new_password(std::string_view password, std::string_view email,
                                                      std::string_view event_name) {
  // Signing in accepts a password without its surrounding white space, which thus adds no strength.
  const std::string_view kernel = base::trim(password);
  if (base::count_code_points(kernel) < min_characters) {
    return "This password is too short. It must contain at least 8 characters.";
  }
  if (password.size() > max_bytes) return "This password is too long. It may have at most 4096 bytes.";
  const std::string folded = base::ascii_lower(base::normalize_digits(kernel));
  if (is_common_password(folded) || std::ranges::count(near_at_hand, std::string_view(folded)) > 0) {
    return "This password is too common.";
  }
  if (is_like_email(base::ascii_lower(kernel), base::ascii_lower(base::trim(email)))) {
    return "The password is too similar to the email address.";
  }
  if (base::iequals(without_blanks(kernel), without_blanks(base::trim(event_name)))) {
    return "The password is too similar to the event's name.";
  }
  return {};
}

}  // namespace auth
