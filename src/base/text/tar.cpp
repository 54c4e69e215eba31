// SPDX-License-Identifier: MIT
#include "base/text/tar.h"

#include <algorithm>
#include <charconv>

namespace base {
namespace {

struct Field {
  std::size_t at = 0, size = 0;
};
constexpr Field name{0, 100}, mode{100, 8}, owner{108, 8}, group{116, 8}, size{124, 12}, modified{136, 12},
    checksum{148, 8}, kind{156, 1}, magic{257, 8};

constexpr std::string_view ustar(
    "ustar\0"
    "00",
    8);
constexpr std::uint64_t max_octal = 077777777777;

void put(std::string& block, Field field, std::string_view text) {
  block.replace(field.at, text.size(), text);
}

std::string octal(std::uint64_t number, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t at = digits; at-- > 0; number /= 8) text[at] = static_cast<char>('0' + number % 8);
  return text;
}

std::string base_256(std::uint64_t number, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t at = bytes; at-- > 0; number /= 256) text[at] = static_cast<char>(number % 256);
  text[0] = '\x80';
  return text;
}

// Sums all bytes, with spaces in place of the checksum.
std::uint64_t sum_of(std::string_view block) {
  std::uint64_t sum = checksum.size * ' ';
  for (std::size_t at = 0; at < block.size(); ++at) {
    const bool of_sum = at >= checksum.at && at < checksum.at + checksum.size;
    if (!of_sum) sum += static_cast<unsigned char>(block[at]);
  }
  return sum;
}

std::string_view cut(std::string_view block, Field field) { return block.substr(field.at, field.size); }

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  if (static_cast<unsigned char>(text.front()) == 0x80) {
    for (const char c : text.substr(text.size() - sizeof number)) {
      number = number * 256 + static_cast<unsigned char>(c);
    }
    return number;
  }
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  const std::string_view rest = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  if (read.ec != std::errc() || rest.find_first_not_of(std::string_view(" \0", 2)) != rest.npos) {
    throw TarError("it has a header with a number that is none");
  }
  return number;
}

}  // namespace

std::string tar_header(const TarMember& member) {
  if (member.name.size() >= name.size) throw TarError("a name is too long for the archive: " + member.name);
  std::string block(tar_block, '\0');
  put(block, name, member.name);
  put(block, mode, "0000600");
  put(block, owner, "0000000");
  put(block, group, "0000000");
  put(block, size, member.size > max_octal ? base_256(member.size, size.size) : octal(member.size, 11));
  put(block, modified, octal(static_cast<std::uint64_t>(std::max<std::int64_t>(member.modified, 0)), 11));
  put(block, kind, "0");
  put(block, magic, ustar);
  put(block, checksum, octal(sum_of(block), 6) + std::string("\0 ", 2));
  return block;
}

std::size_t tar_padding(std::uint64_t bytes) {
  return static_cast<std::size_t>((tar_block - bytes % tar_block) % tar_block);
}

std::optional<TarMember> read_tar_header(std::string_view block) {
  if (block.size() != tar_block) throw TarError("it ends too early");
  if (block.find_first_not_of('\0') == block.npos) return {};
  if (number_in(cut(block, checksum)) != sum_of(block)) throw TarError("it has a damaged header");
  if (cut(block, magic) != ustar || cut(block, kind) != "0")
    throw TarError("it has a member that is no file");
  const std::string_view padded = cut(block, name);
  return TarMember{.name = std::string(padded.substr(0, padded.find('\0'))),
                   .size = number_in(cut(block, size)),
                   .modified = static_cast<std::int64_t>(number_in(cut(block, modified)))};
}

}  // namespace base
