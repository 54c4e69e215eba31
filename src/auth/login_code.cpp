// SPDX-License-Identifier: MIT
#include "auth/login_code.h"

#include "base/ids.h"
#include "base/text/text.h"
#include "base/text/unicode.h"
#include "crypto/hash.h"

namespace auth {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t characters = 16;
constexpr std::size_t group = 4;

char32_t meant(char32_t typed) {
  if (const auto digit = base::digit_value(typed)) return static_cast<char32_t>('0' + *digit);
  const char32_t upper = typed >= 'a' && typed <= 'z' ? typed - 'a' + 'A' : typed;
  if (upper == 'O') return '0';
  return upper == 'I' || upper == 'L' ? '1' : upper;
}

bool is_separator(char32_t code) {
  return code == ' ' || code == '-' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x2212 ||
         (code >= 0x2000 && code <= 0x200A) || (code >= 0x2010 && code <= 0x2015) || code == 0x202F || code == 0x3000;
}

// The code in the link of a printed card: what follows "/code/".
std::string_view code_in(std::string_view typed) {
  constexpr std::string_view before = "/code/";
  const std::size_t at = typed.rfind(before);
  return at == std::string_view::npos ? typed : typed.substr(at + before.size());
}

}  // namespace

std::string new_login_code() {
  const std::string random = base::random_bytes(characters);  // uses five bits of each byte: no bias
  std::string code;
  for (std::size_t at = 0; at < characters; ++at) {
    if (at > 0 && at % group == 0) code += '-';
    code += alphabet[static_cast<unsigned char>(random[at]) % alphabet.size()];
  }
  return code;
}

std::string login_code_hash(std::string_view typed) {
  std::string code;
  const std::string visible = base::without_invisible(code_in(typed));
  for (std::string_view rest = visible; !rest.empty();) {
    const char32_t one = base::next_code_point(rest);
    if (!is_separator(one)) base::append_utf8(code, meant(one));
  }
  return base::hex(crypto::sha256(code));
}

}  // namespace auth
