// SPDX-License-Identifier: MIT
#pragma once

// Small pictures and films that tell where they were taken, byte by byte, and what is left of them when they
// no longer do.

#include <cstdint>
#include <string>
#include <vector>

#include "support/photo.h"
#include "support/samples.h"

namespace support {

inline std::string xmp_segment(const std::string& packet) {
  return jpeg_segment(0xE1, std::string("http://ns.adobe.com/xap/1.0/\0", 29) + packet);
}

inline std::string png_with(const std::string& chunk) { return png().insert(33, chunk); }
inline std::string png_xmp(const std::string& packet, bool compressed = false) {
  return png_chunk("iTXt", std::string("XML:com.adobe.xmp\0", 18) + (compressed ? '\x01' : '\0') +
                               std::string(3, '\0') + packet);
}

inline std::string webp_with(const std::string& chunks) {
  return riff("WEBP",
              riff_chunk("VP8X", little(0x0C, 4) + little(7, 3) + little(5, 3)) + webp().substr(12) + chunks);
}

inline std::string box(const std::string& type, const std::string& content) {
  return big(static_cast<std::uint32_t>(content.size() + 8), 4) + type + content;
}

inline std::string xyz_box(const std::string& type = "\xA9xyz",
                           const std::string& text = "+52.5200+013.4050/") {
  return box(type, big(static_cast<std::uint32_t>(text.size()), 2) + big(0x15C7, 2) + text);
}

// The film as cameras write it: pictures first, then what is to be known of them.
inline std::string film_with(const std::string& in_movie) {
  const std::string track =
      box("trak", box("tkhd", std::string(84, '\x01')) + box("mdia", std::string(200, '\x02')));
  return mp4(400) + box("moov", box("mvhd", std::string(100, '\0')) + track + in_movie);
}

// QuickTime's: keys, and values by the number of their key.
inline std::string key_metadata(const std::string& key, const std::string& value_box) {
  const auto named = [](const std::string& name) { return box("mdta", name); };
  const std::string other = big(1, 4);
  return box("meta", box("hdlr", std::string(8, '\0') + "mdta" + std::string(13, '\0')) +
                         box("keys", big(0, 4) + big(2, 4) + named("com.apple.quicktime.make") + named(key)) +
                         box("ilst", box(other, box("data", big(1, 4) + big(0, 4) + "Lamp")) + value_box));
}

}  // namespace support
