// SPDX-License-Identifier: MIT
#include "media/formats/inflate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace media {
namespace {

constexpr std::uint32_t max_code_length = 15;
constexpr std::uint32_t failed = UINT32_MAX;

// RFC 1951 §3.2.2: codes of the same length are consecutive numbers.
class Codes {
 public:
  explicit Codes(std::span<const std::uint8_t> lengths) {
    for (const std::uint8_t length : lengths) ++count_[length];
    count_[0] = 0;
    std::array<std::uint32_t, max_code_length + 1> next{};
    for (std::uint32_t length = 1; length < max_code_length; ++length) {
      next[length + 1] = next[length] + count_[length];
    }
    symbols_.resize(lengths.size());
    for (std::uint32_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0) symbols_[next[lengths[symbol]]++] = symbol;
    }
  }

  template <class Bits>
  std::uint32_t read(Bits& bits) const {
    std::uint32_t code = 0, first = 0, index = 0;
    for (std::uint32_t length = 1; length <= max_code_length && bits.ok(); ++length) {
      code |= bits.read(1);
      const std::uint32_t count = count_[length];
      if (code >= first && code - first < count) return symbols_[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return failed;
  }

 private:
  std::array<std::uint32_t, max_code_length + 1> count_{};
  std::vector<std::uint32_t> symbols_;
};

class Bits {
 public:
  explicit Bits(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::uint32_t read(std::uint32_t count) {
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < count; ++i, ++at_) {
      ok_ = ok_ && at_ / 8 < bytes_.size();
      if (!ok_) return 0;
      value |= (static_cast<unsigned char>(bytes_[at_ / 8]) >> at_ % 8 & 1U) << i;
    }
    return value;
  }
  std::string_view whole_bytes(std::size_t count) {
    const std::size_t begin = (at_ + 7) / 8;
    ok_ = ok_ && begin <= bytes_.size() && count <= bytes_.size() - begin;
    if (!ok_) return {};
    at_ = (begin + count) * 8;
    return bytes_.substr(begin, count);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

constexpr std::array<std::uint16_t, 29> length_base = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> length_bits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint16_t, 30> distance_base = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr std::array<std::uint8_t, 19> order_of_lengths = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                           11, 4,  12, 3, 13, 2, 14, 1, 15};

bool copy_earlier(Bits& bits, std::uint32_t symbol, const Codes& distances, std::string& out,
                  std::size_t most) {
  if (symbol - 257 >= length_base.size()) return false;
  const std::size_t length = length_base[symbol - 257] + bits.read(length_bits[symbol - 257]);
  const std::uint32_t code = distances.read(bits);
  if (code >= distance_base.size()) return false;
  const std::size_t distance = distance_base[code] + bits.read(code < 4 ? 0 : code / 2 - 1);
  if (!bits.ok() || distance > out.size() || length > most - out.size()) return false;
  for (std::size_t i = 0; i < length; ++i) out += out[out.size() - distance];
  return true;
}

bool coded_block(Bits& bits, const Codes& literals, const Codes& distances, std::string& out,
                 std::size_t most) {
  constexpr std::uint32_t end_of_block = 256;
  for (;;) {
    const std::uint32_t symbol = literals.read(bits);
    if (!bits.ok() || symbol == failed) return false;
    if (symbol == end_of_block) return true;
    if (symbol > end_of_block) {
      if (!copy_earlier(bits, symbol, distances, out, most)) return false;
    } else if (out.size() == most) {
      return false;
    } else {
      out += static_cast<char>(symbol);
    }
  }
}

bool fixed_block(Bits& bits, std::string& out, std::size_t most) {
  std::array<std::uint8_t, 288> lengths{};
  std::fill_n(lengths.begin(), 144, std::uint8_t{8});
  std::fill_n(lengths.begin() + 144, 112, std::uint8_t{9});
  std::fill_n(lengths.begin() + 256, 24, std::uint8_t{7});
  std::fill_n(lengths.begin() + 280, 8, std::uint8_t{8});
  std::array<std::uint8_t, 30> distances{};
  distances.fill(5);
  return coded_block(bits, Codes(lengths), Codes(distances), out, most);
}

// The code lengths are Huffman-coded themselves (RFC 1951 §3.2.7).
bool dynamic_block(Bits& bits, std::string& out, std::size_t most) {
  const std::uint32_t literals = bits.read(5) + 257, distances = bits.read(5) + 1, given = bits.read(4) + 4;
  std::array<std::uint8_t, 19> of_lengths{};
  for (std::uint32_t i = 0; i < given; ++i)
    of_lengths[order_of_lengths[i]] = static_cast<std::uint8_t>(bits.read(3));
  const Codes codes(of_lengths);
  std::vector<std::uint8_t> lengths;
  while (lengths.size() < literals + distances) {
    const std::uint32_t symbol = codes.read(bits);
    if (!bits.ok() || symbol > 18 || (symbol == 16 && lengths.empty())) return false;
    if (symbol < 16) {
      lengths.push_back(static_cast<std::uint8_t>(symbol));
    } else {
      const std::uint8_t repeated = symbol == 16 ? lengths.back() : std::uint8_t{0};
      const std::uint32_t times = symbol == 16   ? 3 + bits.read(2)
                                  : symbol == 17 ? 3 + bits.read(3)
                                                 : 11 + bits.read(7);
      lengths.insert(lengths.end(), times, repeated);
    }
  }
  if (lengths.size() > literals + distances) return false;
  const std::span<const std::uint8_t> all(lengths);
  return coded_block(bits, Codes(all.first(literals)), Codes(all.subspan(literals)), out, most);
}

bool stored_block(Bits& bits, std::string& out, std::size_t most) {
  const std::string_view head = bits.whole_bytes(4);
  if (!bits.ok()) return false;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(head[at]); };
  const std::string_view text = bits.whole_bytes(static_cast<std::size_t>(byte(0) | byte(1) << 8));
  if (!bits.ok() || text.size() > most - out.size()) return false;
  out += text;
  return true;
}

}  // namespace

std::optional<std::string> inflate(std::string_view stream, std::size_t most) {
  constexpr std::size_t zlib_head = 2;
  if (stream.size() < zlib_head || (stream[0] & 0xF) != 8 || (stream[1] & 0x20) != 0) return {};
  Bits bits(stream.substr(zlib_head));
  std::string out;
  for (bool last = false; !last;) {
    last = bits.read(1) == 1;
    const std::uint32_t kind = bits.read(2);
    const bool good = kind == 0   ? stored_block(bits, out, most)
                      : kind == 1 ? fixed_block(bits, out, most)
                      : kind == 2 ? dynamic_block(bits, out, most)
                                  : false;
    if (!good || !bits.ok()) return {};
  }
  return out;
}

}  // namespace media
