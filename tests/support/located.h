// SPDX-License-Identifier: MIT
#pragma once

// Small pictures and films that tell where they were taken, byte by byte, and what is left of them when they
// no longer do.

#include <cstdint>
#include <string>
#include <vector>

#include "support/samples.h"

namespace support {

using Number = std::string (*)(std::uint32_t, int);

struct ExifField {
  std::uint32_t tag;
  std::uint32_t type;  // 2: text, 3 and 4: numbers of two and four bytes, 5: fractions of two of four
  std::uint32_t count;
  std::string value;
};

// A directory that stands at `offset`, its longer values behind it.
inline std::string exif_directory(Number number, std::uint32_t offset, const std::vector<ExifField>& fields,
                                  std::uint32_t next = 0) {
  std::string entries = number(static_cast<std::uint32_t>(fields.size()), 2), values;
  const auto behind = offset + 2 + 12 * static_cast<std::uint32_t>(fields.size()) + 4;
  for (const ExifField& field : fields) {
    entries += number(field.tag, 2) + number(field.type, 2) + number(field.count, 4);
    std::string value = field.value;
    value.resize(std::max<std::size_t>(value.size(), 4), '\0');
    entries += value.size() == 4 ? value : number(behind + static_cast<std::uint32_t>(values.size()), 4);
    if (value.size() > 4) values += value;
  }
  return entries + number(next, 4) + values;
}

inline std::string gps_directory(Number number, std::uint32_t offset) {
  const std::string degrees =
      number(52, 4) + number(1, 4) + number(31, 4) + number(1, 4) + number(12, 4) + number(1, 4);
  return exif_directory(number, offset,
                        {{0, 1, 4, std::string("\x02\x03\0\0", 4)},
                         {1, 2, 2, std::string("N\0", 2)},
                         {2, 5, 3, degrees},
                         {3, 2, 2, std::string("E\0", 2)},
                         {4, 5, 3, degrees},
                         {29, 2, 11, std::string("2026:05:01\0", 11)}});
}

// With an orientation, a date, and a small picture in a directory of its own. Both main directories lead to
// GPS.
inline std::string exif(Number number = little, bool located = true) {
  constexpr std::uint32_t date_at = 100, gps_at = 200, second_at = 450, picture_at = 600;
  std::string block = (number == little ? "II" : "MM") + number(42, 2) + number(8, 4);
  const auto put = [&](std::uint32_t at, const std::string& text) {
    block.resize(at, '\0');
    block += text;
  };
  put(8, exif_directory(number, 8,
                        {{0x112, 3, 1, number(6, 2)},
                         {0x8769, 4, 1, number(date_at, 4)},
                         {0x8825, 4, 1, number(gps_at, 4)}},
                        second_at));
  put(date_at, exif_directory(number, date_at, {{0x9003, 2, 20, std::string("2026:05:01 12:00:00\0", 20)}}));
  const std::string gps = gps_directory(number, gps_at);
  put(gps_at, located ? gps : std::string(gps.size(), '\0'));
  put(second_at, exif_directory(number, second_at,
                                {{513, 4, 1, number(picture_at, 4)},
                                 {514, 4, 1, number(20, 4)},
                                 {0x8825, 4, 1, number(gps_at, 4)}}));
  put(picture_at, std::string(20, 'p'));
  return block;
}

inline std::string jpeg_segment(int code, const std::string& body) {
  return '\xFF' + big(static_cast<std::uint32_t>(code), 1) +
         big(static_cast<std::uint32_t>(body.size() + 2), 2) + body;
}

inline std::string jpeg_with(const std::string& segments) { return jpeg().insert(2, segments); }
inline std::string exif_segment(const std::string& block) {
  return jpeg_segment(0xE1, std::string("Exif\0\0", 6) + block);
}
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
