// SPDX-License-Identifier: MIT
#include "base/text/qr.h"

#include <qrencode.h>

#include <memory>
#include <new>
#include <stdexcept>

namespace base {
namespace {

constexpr int margin = 4;

class Symbol {
 public:
  explicit Symbol(std::string_view text) : code_(made(text), QRcode_free) {}

  int size() const { return code_->width; }
  bool dark(int x, int y) const {
    if (x < 0 || y < 0 || x >= size() || y >= size()) return false;
    constexpr unsigned dark_bit = 1;
    return (code_->data[y * size() + x] & dark_bit) != 0;
  }
  // From x on, how many modules of the row are dark.
  int run(int x, int y) const {
    int length = 0;
    while (dark(x + length, y)) ++length;
    return length;
  }

 private:
  static QRcode* made(std::string_view text) {
    constexpr std::size_t most = 2331;  // of the largest symbol at this level
    if (text.empty() || text.size() > most) throw std::invalid_argument("no QR code holds this text");
    constexpr int smallest_version = 0;
    QRcode* const code =
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()),
                          smallest_version, QR_ECLEVEL_M);
    if (code == nullptr) throw std::bad_alloc();  // all else was looked at above
    return code;
  }

  std::unique_ptr<QRcode, decltype(&QRcode_free)> code_;
};

std::string number(int n) { return std::to_string(n); }

// One character for two modules, the upper one's colour is the ink.
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

std::string qr_for_terminal(std::string_view text) {
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
