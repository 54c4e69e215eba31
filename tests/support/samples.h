// SPDX-License-Identifier: MIT
#pragma once

// Small files of every kind, byte by byte. The checksums are worked out here the slow way, so that they prove
// those of the code under test.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text/text.h"
#include "support/byte_order.h"
#include "support/photo.h"

namespace support {

inline std::uint32_t slow_crc(std::string_view bytes) {
  std::uint32_t sum = 0xFFFFFFFF;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = sum & 1 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
  }
  return ~sum;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
  return big(static_cast<std::uint32_t>(data.size()), 4) + type + data + big(slow_crc(type + data), 4);
}

// RFC 1950 without compression.
inline std::string zlib_stored(std::string_view bytes) {
  constexpr std::size_t most = 65535;
  std::string out = "\x78\x01";
  std::uint32_t low = 1, high = 0;
  for (const char byte : bytes) {
    low = (low + static_cast<unsigned char>(byte)) % 65521;
    high = (high + low) % 65521;
  }
  do {
    const std::string_view block = bytes.substr(0, most);
    const auto length = static_cast<std::uint32_t>(block.size());
    bytes.remove_prefix(block.size());
    out += static_cast<char>(bytes.empty()) + little(length, 2) + little(~length & 0xFFFF, 2) +
           std::string(block);
  } while (!bytes.empty());
  return out + big(high << 16 | low, 4);
}

inline std::string png_header(std::uint32_t width, std::uint32_t height, const std::string& rest) {
  return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", big(width, 4) + big(height, 4) + rest);
}

// RGB in one colour, valid for every viewer.
inline std::string png(std::uint32_t width = 4, std::uint32_t height = 4) {
  std::string row(1, '\0');
  for (std::uint32_t x = 0; x < width; ++x) row += "\xC8\x1E\x3C";
  std::string rows;
  for (std::uint32_t y = 0; y < height; ++y) rows += row;
  return png_header(width, height, std::string("\x08\x02\0\0\0", 5)) + png_chunk("IDAT", zlib_stored(rows)) +
         png_chunk("IEND", "");
}

inline std::string gif() {
  return "GIF89a" + little(1, 2) + little(1, 2) + std::string("\x80\0\0\xFF\0\0\0\0\0", 9) +
         std::string("!\xF9\x04\0\0\0\0\0", 8) + std::string(",\0\0\0\0\x01\0\x01\0\0", 10) +
         std::string(
             "\x02\x02"
             "D\x01\0",
             5) +
         ";";
}

inline std::string riff(const std::string& form, const std::string& chunks) {
  return "RIFF" + little(static_cast<std::uint32_t>(4 + chunks.size()), 4) + form + chunks;
}

inline std::string riff_chunk(const std::string& type, const std::string& data) {
  return type + little(static_cast<std::uint32_t>(data.size()), 4) + data +
         std::string(data.size() % 2, '\0');
}

inline std::string webp() {
  return *base::base64_decode("UklGRiIAAABXRUJQVlA4TBYAAAAvB0ABAAdQjyKXp/8BgCD8b5uI6H8I");
}

inline std::string bmp() {
  return "BM" + little(58, 4) + little(0, 4) + little(54, 4) + little(40, 4) + little(1, 4) + little(1, 4) +
         little(1, 2) + little(24, 2) + little(0, 4) + little(4, 4) + little(2835, 4) + little(2835, 4) +
         little(0, 4) + little(0, 4) + std::string("\x10\x20\x30\0", 4);
}

// 2 by 2 grey pixels in either byte order, in one strip before or behind the directory.
enum class Strip { first, last };

inline std::string tiff(std::string (*number)(std::uint32_t, int) = little, Strip strip = Strip::last) {
  const auto entry = [&](std::uint32_t tag, std::uint32_t value) {
    return number(tag, 2) + number(4, 2) + number(1, 4) + number(value, 4);
  };
  constexpr std::uint32_t head = 8, entries = 8, directory_bytes = 2 + entries * 12 + 4;
  const std::string pixels = "\x10\x20\x30\x40";
  const bool first = strip == Strip::first;
  const std::string directory =
      number(entries, 2) + entry(256, 2) + entry(257, 2) + entry(258, 8) + entry(259, 1) + entry(262, 1) +
      entry(273, first ? head : head + directory_bytes) + entry(278, 2) + entry(279, 4) + number(0, 4);
  return (number == little ? "II" : "MM") + number(42, 2) + number(first ? head + 4 : head, 4) +
         (first ? pixels + directory : directory + pixels);
}

inline std::string svg() {
  return R"(<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>)";
}

inline std::string iso_media(const std::string& brand) {
  return big(24, 4) + "ftyp" + brand + big(512, 4) + brand + "mp42";
}

inline std::string iso_box(const std::string& type, const std::string& content) {
  return big(static_cast<std::uint32_t>(content.size() + 8), 4) + type + content;
}

// One picture, and metadata behind it where there are any (of Exif: how long its name is, then TIFF).
inline std::string heic(const std::string& exif = {}, std::uint32_t width = 64, std::uint32_t height = 48) {
  const std::string picture = "coded picture";
  const auto entry = [](std::uint32_t id, const std::string& type) {
    return iso_box("infe", big(0x02000000, 4) + big(id, 2) + big(0, 2) + type + std::string(1, '\0'));
  };
  const auto meta = [&](std::uint32_t at) {
    const auto place = [&](std::uint32_t id, std::uint32_t offset, std::size_t length) {
      return big(id, 2) + big(0, 2) + big(1, 2) + big(at + offset, 4) +
             big(static_cast<std::uint32_t>(length), 4);
    };
    const auto behind = static_cast<std::uint32_t>(picture.size());
    return iso_box(
        "meta",
        big(0, 4) + iso_box("hdlr", big(0, 4) + big(0, 4) + "pict" + std::string(13, '\0')) +
            iso_box("iinf", big(0, 4) + big(2, 2) + entry(1, "hvc1") + entry(2, "Exif")) +
            iso_box("iloc", big(0, 4) + big(0x4400, 2) + big(2, 2) + place(1, 0, picture.size()) +
                                place(2, behind, exif.size())) +
            iso_box("iprp", iso_box("ipco", iso_box("ispe", big(0, 4) + big(width, 4) + big(height, 4)))));
  };
  const auto at = static_cast<std::uint32_t>(24 + meta(0).size() + 8);
  return big(24, 4) + "ftypheic" + big(0, 4) + "mif1heic" + meta(at) + iso_box("mdat", picture + exif);
}

inline std::string jpeg_xl(const std::string& more = {}) {
  return std::string("\0\0\0\x0CJXL \r\n\x87\n", 12) + iso_box("ftyp", "jxl " + big(0, 4) + "jxl ") + more +
         iso_box("jxlc", "\xFF\x0A picture");
}

// The outline of an MP4 file, of so many bytes; nothing in it can be played.
inline std::string mp4(std::size_t size = 2048) {
  const auto payload = static_cast<std::uint32_t>(size - 32);
  return iso_media("isom") + big(payload + 8, 4) + "mdat" + std::string(payload, '\x01');
}

// One that has an index, of a track that is coded as told, before or behind its pictures.
enum class Index { first, last };

inline std::string film(const std::string& coding, Index where = Index::last) {
  const std::string entries = iso_box("stsd", big(0, 4) + big(1, 4) + iso_box(coding, std::string(78, '\0')));
  const std::string track = iso_box("trak", iso_box("mdia", iso_box("minf", iso_box("stbl", entries))));
  const std::string index = iso_box("moov", iso_box("mvhd", std::string(100, '\0')) + track);
  const std::string whole = mp4();
  return where == Index::last ? whole + index : whole.substr(0, 24) + index + whole.substr(24);
}

}  // namespace support
