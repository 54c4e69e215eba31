// SPDX-License-Identifier: MIT
#include "auth/login_code.h"

#include "base/ids.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace auth {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t characters = 16;
constexpr std::size_t group = 4;

char meant(char typed) {
  const char upper = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
  if (upper == 'O') return '0';
  return upper == 'I' || upper == 'L' ? '1' : upper;
}

bool separates(char c) { return c == ' ' || c == '-' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::string new_login_code() {
  const std::string random = base::random_bytes(characters);  // five bits of each byte: no bias
  std::string code;
  for (std::size_t at = 0; at < characters; ++at) {
    if (at > 0 && at % group == 0) code += '-';
    code += alphabet[static_cast<unsigned char>(random[at]) % alphabet.size()];
  }
  return code;
}

std::string login_code_hash(std::string_view typed) {
  std::string code;
  for (const char c : base::fold_digits(typed)) {
    if (!separates(c)) code += meant(c);
  }
  return base::hex(crypto::sha256(code));
}

}  // namespace auth
