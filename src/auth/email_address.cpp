// SPDX-License-Identifier: MIT
#include "auth/email_address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/text/text.h"
#include "base/text/unicode.h"

namespace auth {
namespace {

constexpr std::size_t max_email_bytes = 254;  // RFC 5321
constexpr std::size_t max_label_characters = 63;
constexpr std::string_view label_prefix = "xn--";

// Decodes Punycode (RFC 3492).
class Punycode {
 public:
  static std::optional<std::string> decode(std::string_view text) {
    Punycode state;
    return state.run(text) ? std::optional(state.utf8()) : std::nullopt;
  }

 private:
  static constexpr std::uint32_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700;

  bool run(std::string_view text) {
    if (text.size() > max_label_characters) return false;
    const std::size_t dash = text.rfind('-');
    if (dash != std::string_view::npos) {
      for (const char c : text.substr(0, dash)) codes_ += static_cast<unsigned char>(c);
      text.remove_prefix(dash + 1);
    }
    while (!text.empty()) {
      if (!insert_next(text)) return false;
    }
    return true;
  }

  bool insert_next(std::string_view& text) {
    const std::uint32_t before = at_;
    std::uint64_t weight = 1, at = at_;
    for (std::uint32_t k = base;; k += base) {
      if (text.empty()) return false;
      const std::uint32_t digit = digit_of(text.front());
      text.remove_prefix(1);
      if (digit >= base) return false;
      at += digit * weight;
      const std::uint32_t t = k <= bias_ + t_min ? t_min : k >= bias_ + t_max ? t_max : k - bias_;
      if (at > UINT32_MAX) return false;
      if (digit < t) break;
      weight *= base - t;
      if (weight > UINT32_MAX) return false;
    }
    const auto size = static_cast<std::uint32_t>(codes_.size() + 1);
    adapt(static_cast<std::uint32_t>(at) - before, size, before == 0);
    code_ += static_cast<std::uint32_t>(at) / size;
    at_ = static_cast<std::uint32_t>(at) % size;
    if (code_ > 0x10FFFF || (code_ >= 0xD800 && code_ <= 0xDFFF)) return false;
    codes_.insert(at_++, 1, code_);
    return true;
  }

  void adapt(std::uint32_t delta, std::uint32_t size, bool first) {
    delta = first ? delta / damp : delta / 2;
    delta += delta / size;
    std::uint32_t k = 0;
    for (; delta > (base - t_min) * t_max / 2; k += base) delta /= base - t_min;
    bias_ = k + (base - t_min + 1) * delta / (delta + skew);
  }

  static std::uint32_t digit_of(char c) {
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a');
    return c >= '0' && c <= '9' ? static_cast<std::uint32_t>(c - '0') + 26 : base;
  }

  std::string utf8() const {
    std::string text;
    for (const char32_t code : codes_) ::base::append_utf8(text, code);
    return text;
  }

  std::u32string codes_;
  char32_t code_ = 128;
  std::uint32_t at_ = 0, bias_ = 72;
};

std::string unicode_label(std::string_view label) {
  const std::string lower = base::ascii_lower(label);
  if (!lower.starts_with(label_prefix)) return std::string(label);
  return Punycode::decode(std::string_view(lower).substr(label_prefix.size())).value_or(std::string(label));
}

std::string unicode_host(std::string_view host) {
  std::string text;
  for (;;) {
    const std::size_t dot = host.find('.');
    text += unicode_label(host.substr(0, dot));
    if (dot == std::string_view::npos) return text;
    text += '.';
    host.remove_prefix(dot + 1);
  }
}

bool remove_pair(std::string_view& text, std::string_view open, std::string_view close) {
  if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close)) return false;
  text = base::trim(text.substr(open.size(), text.size() - open.size() - close.size()));
  return true;
}

// Strips what surrounds an address. Returns true if it stripped anything.
bool unwrap(std::string_view& text) {
  constexpr std::array<std::array<std::string_view, 2>, 7> pairs = {{{"=\"", "\""},
                                                                     {"\"", "\""},
                                                                     {"'", "'"},
                                                                     {"<", ">"},
                                                                     {"“", "”"},
                                                                     {"„", "“"},
                                                                     {"«", "»"}}};
  constexpr std::string_view scheme = "mailto:";
  const std::string_view before = text;
  text = base::trim(text);
  while (text.ends_with(',') || text.ends_with(';')) text = base::trim(text.substr(0, text.size() - 1));
  if (base::iequals(text.substr(0, scheme.size()), scheme)) {
    text.remove_prefix(scheme.size());
    text = text.substr(0, text.find('?'));
  }
  for (const auto& [open, close] : pairs) remove_pair(text, open, close);
  if (const std::size_t open = text.find('<'); open != std::string_view::npos && text.ends_with('>')) {
    text = text.substr(open + 1, text.size() - open - 2);  // "Ann <ann@example.com>"
  }
  return text.size() != before.size();
}

}  // namespace

std::string canonical_email(std::string_view typed) {
  const std::string visible = base::without_invisible(typed);
  std::string_view text = visible;
  while (unwrap(text)) {
  }
  const std::size_t at = text.rfind('@');
  std::string address(text);
  if (at != std::string_view::npos) address = std::string(text.substr(0, at + 1)) + unicode_host(text.substr(at + 1));
  return base::lower_beyond_ascii(base::compose(address));
}

bool is_email(std::string_view text) {
  constexpr std::string_view never = "\"(),:;<>[\\]";
  const std::size_t at = text.find('@');
  return at != 0 && at != text.npos && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         text.size() <= max_email_bytes && base::valid_utf8(text) && base::trim(text) == text &&
         std::ranges::none_of(text, [&](unsigned char c) {
           return c <= ' ' || c == '\x7f' || never.find(static_cast<char>(c)) != never.npos;
         });
}

}  // namespace auth
