// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/text/base64_decoder.h"
#include "base/text/text.h"

namespace base {
namespace {

using Alphabet = std::array<char, 65>;

constexpr Alphabet standard = {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
constexpr Alphabet for_urls = {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};

constexpr std::uint32_t no_sextet = 64;

constexpr std::array<std::uint8_t, 256> reversed(const Alphabet& alphabet) {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_sextet);
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(alphabet[i])] = i;
  return values;
}

constexpr auto standard_values = reversed(standard);
constexpr auto url_values = reversed(for_urls);

std::string encode(std::string_view bytes, const Alphabet& alphabet) {
  std::string text;
  text.reserve(bytes.size() * 4 / 3 + 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 63U];
  }
  if (held > 0) text += alphabet[bits << (6 - held) & 63U];
  return text;
}

// Strict: rejects other characters and stray bits at the end, so that no two texts decode to the same bytes.
std::optional<std::string> decode(std::string_view text, const std::array<std::uint8_t, 256>& values) {
  if (text.size() % 4 == 1) return {};
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::uint32_t sextet = values[static_cast<unsigned char>(c)];
    if (sextet == no_sextet) return {};
    bits = bits << 6U | sextet;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xffU);
    }
  }
  if ((bits & ((1U << held) - 1)) != 0) return {};
  return bytes;
}

}  // namespace

std::string base64url_encode(std::string_view bytes) { return encode(bytes, for_urls); }

std::optional<std::string> base64url_decode(std::string_view text) { return decode(text, url_values); }

std::string base64_encode(std::string_view bytes) {
  std::string text = encode(bytes, standard);
  text.resize((text.size() + 3) / 4 * 4, '=');
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode(text, standard_values);
}

std::string Base64Decoder::decode(std::string_view piece) {
  std::string bytes;
  for (const char c : piece) {
    if (ended_) break;
    if (c == '=') {
      ended_ = held_ >= 2 && held_ + ++padding_ >= 4;
      if (ended_) held_ = 0;
      continue;
    }
    const std::uint32_t sextet = standard_values[static_cast<unsigned char>(c)];
    if (sextet == no_sextet) continue;
    bits_ = bits_ << 6U | sextet;
    padding_ = 0;
    if (++held_ > 1) bytes += static_cast<char>(bits_ >> (2 * (4 - held_)) & 0xffU);
    if (held_ == 4) held_ = 0;
  }
  return bytes;
}

}  // namespace base
