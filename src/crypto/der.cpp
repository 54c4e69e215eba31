// SPDX-License-Identifier: MIT
#include "crypto/der.h"

#include <arpa/inet.h>
#include <mbedtls/asn1write.h>

#include <array>

#include "crypto/mbedtls_init.h"

namespace crypto {

std::string der(int tag, std::string_view value) {
  std::array<unsigned char, 8> room{};
  unsigned char* at = room.data() + room.size();
  const int length = mbedtls_asn1_write_len(&at, room.data(), value.size());
  if (length < 0) check(length, "a value is too long for DER");
  const int wrote = mbedtls_asn1_write_tag(&at, room.data(), static_cast<unsigned char>(tag));
  if (wrote < 0) check(wrote, "a value is too long for DER");
  std::string text(reinterpret_cast<const char*>(at), static_cast<std::size_t>(length + wrote));
  return text.append(value);
}

std::string packed_address(const std::string& text) {
  std::array<char, 16> address{};
  if (inet_pton(AF_INET, text.c_str(), address.data()) == 1) return {address.data(), 4};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return {address.data(), 16};
  return "";
}

}  // namespace crypto
