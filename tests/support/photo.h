// SPDX-License-Identifier: MIT
#pragma once

// A small JPEG, and the Exif that says where it was taken, byte by byte; and what is left of that when it no
// longer does.

#include <algorithm>
#include <string>
#include <vector>

#include "base/text/text.h"
#include "support/byte_order.h"

namespace support {

// 8 by 6, baseline.
inline std::string jpeg() {
  return *base::base64_decode(
      "/9j/4AAQSkZJRgABAQAAAQABAAD/"
      "2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCN"
      "l4x9lnN+gXz/"
      "2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAAR"
      "CAAGAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/"
      "8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG"
      "E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eX"
      "qDhIWG"
      "h4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/"
      "8QAHwEAAwEBAQEB"
      "AQEBAQAAAAAAAAECAwQFBgcICQoL/"
      "8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYk"
      "NOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqK"
      "mqsrO0"
      "tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDNooorI+gP/9k=");
}

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
inline std::string located_photo(bool located = true) {
  return jpeg_with(exif_segment(exif(little, located)));
}

}  // namespace support
