// SPDX-License-Identifier: MIT
#include "media/formats/crc32.h"

#include <array>
#include <cstddef>

namespace media {
namespace {

constexpr std::size_t stride = 8;  // bytes per round, with one table each (slicing-by-8)

using Table = std::array<std::uint32_t, 256>;

// Table k holds the effect of a byte on the checksum after k further bytes.
constexpr std::array<Table, stride> make_tables() {
  std::array<Table, stride> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ (0xEDB88320U & (0U - (sum & 1U)));
    tables[0][byte] = sum;
  }
  for (std::size_t k = 1; k < stride; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t sum = tables[k - 1][byte];
      tables[k][byte] = (sum >> 8) ^ tables[0][sum & 0xFFU];
    }
  }
  return tables;
}

constexpr std::array<Table, stride> tables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 |
         byte_at(bytes, at + 3) << 24;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  std::uint32_t sum = ~before;
  std::size_t at = 0;
  for (; bytes.size() - at >= stride; at += stride) {
    const std::uint32_t low = sum ^ word_at(bytes, at);
    const std::uint32_t high = word_at(bytes, at + 4);
    sum = tables[7][low & 0xFFU] ^ tables[6][low >> 8 & 0xFFU] ^ tables[5][low >> 16 & 0xFFU] ^
          tables[4][low >> 24] ^ tables[3][high & 0xFFU] ^ tables[2][high >> 8 & 0xFFU] ^
          tables[1][high >> 16 & 0xFFU] ^ tables[0][high >> 24];
  }
  for (; at < bytes.size(); ++at) sum = (sum >> 8) ^ tables[0][(sum ^ byte_at(bytes, at)) & 0xFFU];
  return ~sum;
}

}  // namespace media
