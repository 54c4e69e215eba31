// SPDX-License-Identifier: MIT
#pragma once

// Makes QR codes (ISO/IEC 18004) of the bytes of a text, at level M: readable with a seventh of the symbol
// missing. A QR code should have a margin of four modules; the text for a terminal includes it.
// Thread safety: pure functions; any thread may call.

#include <string>
#include <string_view>

namespace base {

struct Qr {
  int size = 0;      // modules per side, without margin
  std::string path;  // the dark modules as an SVG path, neighbours in a row as one: "M0 0h7v1h-7z…"
};

// Both functions. Throws: std::invalid_argument if the text is empty or longer than 2331 bytes.
Qr qr_code(std::string_view text);
// For terminals with colours (ECMA-48) and half blocks; correct on dark and light backgrounds.
std::string qr_terminal_text(std::string_view text);

}  // namespace base
