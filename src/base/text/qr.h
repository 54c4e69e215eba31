// SPDX-License-Identifier: MIT
#pragma once

// QR codes (ISO/IEC 18004) of a text's bytes, level M: readable with a seventh of the symbol gone. A QR code
// is at its best with a margin of four modules around it; the text for a terminal has it. Pure; any thread
// may call.

#include <string>
#include <string_view>

namespace base {

struct Qr {
  int size = 0;      // modules a side, without margin
  std::string path;  // the dark ones as the path of an SVG, neighbours in a row as one: "M0 0h7v1h-7z…"
};

// Each throws std::invalid_argument for an empty text or one of more than 2331 bytes.
Qr qr_code(std::string_view text);
// For a terminal that knows colours (ECMA-48) and half blocks: right on dark and on light ones.
std::string qr_terminal_text(std::string_view text);

}  // namespace base
