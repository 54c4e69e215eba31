// SPDX-License-Identifier: MIT
#include "base/text/qr.h"

#include <qrcodegen.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

namespace base {
namespace {

constexpr int margin = 4;

class Symbol {
 public:
  explicit Symbol(std::string_view text) {
    constexpr std::size_t most = 2331;  // capacity of the largest symbol at this level
    if (text.empty() || text.size() > most || !make(text))
      throw std::invalid_argument("no QR code holds this text");
  }

  int size() const { return qrcodegen_getSize(code_.data()); }
  bool dark(int x, int y) const { return qrcodegen_getModule(code_.data(), x, y); }  // outside: light
  // Returns the number of consecutive dark modules in the row from x.
  int run(int x, int y) const {
    int length = 0;
    while (dark(x + length, y)) ++length;
    return length;
  }

 private:
  using Buffer = std::array<std::uint8_t, qrcodegen_BUFFER_LEN_MAX>;

  bool make(std::string_view text) {
    constexpr bool raise_level = false;  // stays at level M, even if a higher level fits
    Buffer bytes;                        // input, then working memory
    std::copy(text.begin(), text.end(), bytes.begin());
    return qrcodegen_encodeBinary(bytes.data(), text.size(), code_.data(), qrcodegen_Ecc_MEDIUM,
                                  qrcodegen_VERSION_MIN, qrcodegen_VERSION_MAX, qrcodegen_Mask_AUTO,
                                  raise_level);
  }

  Buffer code_;
};

std::string number(int n) { return std::to_string(n); }

// One character shows two modules, the upper one in the foreground colour.
std::string_view half_blocks(bool upper_dark, bool lower_dark) {
  if (upper_dark) return lower_dark ? "\u2588" : "\u2580";
  return lower_dark ? "\u2584" : " ";
}

}  // namespace

Qr qr_code(std::string_view text) {
  const Symbol symbol(text);
  Qr qr{symbol.size(), {}};
  for (int y = 0; y < symbol.size(); ++y) {
    for (int x = 0; x < symbol.size(); ++x) {
      const int length = symbol.run(x, y);
      if (length == 0) continue;
      qr.path += 'M' + number(x) + ' ' + number(y) + 'h' + number(length) + "v1h-" + number(length) + 'z';
      x += length;
    }
  }
  return qr;
}

std::string qr_terminal_text(std::string_view text) {
  constexpr std::string_view black_on_white = "\x1b[30;47m";
  constexpr std::string_view as_it_was = "\x1b[0m\n";
  const Symbol symbol(text);
  std::string lines;
  for (int y = -margin; y < symbol.size() + margin; y += 2) {
    lines += black_on_white;
    for (int x = -margin; x < symbol.size() + margin; ++x) {
      lines += half_blocks(symbol.dark(x, y), symbol.dark(x, y + 1));
    }
    lines += as_it_was;
  }
  return lines;
}

}  // namespace base
