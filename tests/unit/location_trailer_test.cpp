// SPDX-License-Identifier: MIT
//
// Locations behind a picture and in its texts: each test says all bytes that are left.

#include <doctest/doctest.h>

#include <string>

#include "support/blanked.h"
#include "support/gps_samples.h"

using support::big;
using support::blanked;
using support::box;
using support::exif;
using support::little;

namespace {

std::string zeros(std::size_t count) { return std::string(count, '\0'); }
std::string spaces(std::size_t count) { return std::string(count, ' '); }
std::string freed(const std::string& one) { return box("free", zeros(one.size() - 8)); }

// What was taken into the picture's file by a phone.
std::string moving(bool located) {
  const std::string place = support::xyz_box("\xA9xyz", "+48.1374+011.5755/");
  return support::film_with(box("udta", located ? place : freed(place)));
}

std::string text_chunk(const std::string& type, const std::string& keyword, const std::string& rest) {
  return support::png_chunk(type, keyword + '\0' + rest);
}
std::string hidden(const std::string& chunk) { return support::png_chunk("blNk", zeros(chunk.size() - 12)); }

std::string hex_profile(const std::string& bytes, const std::string& name = "exif") {
  std::string text = "\n" + name + "\n" + std::to_string(bytes.size()) + "\n";
  const std::string digits = base::hex(bytes);
  for (std::size_t at = 0; at < digits.size(); at += 72) text += digits.substr(at, 72) + "\n";
  return text;
}

// Exif of nothing but the orientation of support::exif().
const std::string turned =
    std::string("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 32);

}  // namespace

TEST_CASE("location: the film behind a motion photo, however it is announced") {
  for (const std::string& before :
       {std::string(), std::string("\0\0\x30\x0A\x10\0\0\0MotionPhoto_Data", 24), std::string(70'000, 'x')}) {
    for (const std::string& after : {std::string(), std::string("SEFHj\0\0\0 SEFT", 13)}) {
      const auto photo = [&](bool located) {
        return support::located_photo(located) + before + moving(located) + after;
      };
      CHECK(blanked(photo(true)) == photo(false));
    }
  }
}

TEST_CASE("location: two films and a picture behind a picture that has no end marker") {
  const auto file = [](bool located) {
    const std::string first = support::located_photo(located);
    return first.substr(0, first.size() - 2) + "tail" + moving(located) + moving(located);
  };
  CHECK(blanked(file(true)) == file(false));
  const auto pair = [](bool located) {
    return support::jpeg() + "\xFF\xD8\xFF\xE1" + big(2, 2) + "no picture" + support::located_photo(located) +
           "x";
  };
  CHECK(blanked(pair(true)) == pair(false));
}

TEST_CASE("location: IPTC in a trailer of AXS") {
  const auto file = [](const std::string& order, const std::string& city) {
    const support::Number number = order == "AXS!" ? big : little;
    const std::string picture = support::jpeg();
    const auto at = static_cast<std::uint32_t>(picture.size());
    const std::string field = std::string("\x1C\x02", 2) + (city[0] == ' ' ? '\xFE' : '\x5A') +
                              big(static_cast<std::uint32_t>(city.size()), 2) + city;
    const std::string head = order + "01" + number(1, 2) + zeros(4);
    return picture + head + "IPTC" + number(static_cast<std::uint32_t>(field.size()), 4) +
           number(at + 24, 4) + field + order + number(at, 4) + zeros(4);
  };
  for (const char* order : {"AXS!", "AXS*"}) {
    CHECK(blanked(file(order, "Munich")) == file(order, "      "));
    const std::string elsewhere = file(order, "Munich").replace(support::jpeg().size(), 4, "none");
    CHECK(blanked(elsewhere) == elsewhere);
  }
}

TEST_CASE("location: the record of a thermal camera, in pieces or behind the picture") {
  const auto records_of = [](bool located) {
    const std::string place = located ? std::string(180, 'p') : zeros(180);
    std::string records("FFF\0", 4);
    records.resize(0x14, '\0');
    records += big(100, 4) + big(64, 4) + big(2, 4);
    records.resize(64, '\0');
    const auto entry = [](std::uint32_t type, std::uint32_t at, std::uint32_t size) {
      return big(type, 2) + big(1, 2) + big(100, 4) + big(1, 4) + big(at, 4) + big(size, 4) + zeros(12);
    };
    records += entry(0x20, 128, 40) + entry(0x2B, 168, 180) + std::string(40, 'c') + place + "end";
    return records;
  };
  const auto picture = [&](bool located) {
    const std::string records = records_of(located);
    std::string segments;
    for (std::size_t at = 0; at < records.size(); at += 200) {
      segments += support::jpeg_segment(
          0xE1, std::string("FLIR\0\x01", 6) + big(at > 0, 1) + big(1, 1) + records.substr(at, 200));
    }
    return support::jpeg_with(segments);
  };
  CHECK(blanked(picture(true)) == picture(false));
  const auto trailer = [&](bool located) { return support::jpeg() + "FF" + records_of(located) + "FFF"; };
  CHECK(blanked(trailer(true)) == trailer(false));
}

TEST_CASE("location: PNG's texts of a place are hidden, whether they can be read or not") {
  const std::string comment = text_chunk("tEXt", "Comment", "exif:GPSLatitude");
  for (const auto& [type, keyword] :
       {std::pair{"tEXt", "exif:GPSLongitude"}, std::pair{"zTXt", "exif:GPSLatitude"},
        std::pair{"iTXt", "exif:GPSAltitude"}, std::pair{"tEXt", "dwc:decimalLatitude"},
        std::pair{"zTXt", "XML:com.adobe.xmp"}}) {
    CAPTURE(keyword);
    const std::string chunk = text_chunk(type, keyword, "13/1, 24/1, 18/1");
    CHECK(blanked(support::png_with(chunk + comment)) == support::png_with(hidden(chunk) + comment));
    // A crash between what is said and what leads to it.
    std::string half = chunk;
    half.replace(8, half.size() - 12, zeros(half.size() - 12));
    CHECK(blanked(support::png_with(half)) == support::png_with(hidden(chunk)));
  }
}

TEST_CASE("location: PNG's profile of Exif keeps the orientation and nothing else") {
  const std::string name = "Raw profile type exif", text = hex_profile("Exif" + zeros(2) + exif());
  const auto left = [&](std::size_t size) {
    const std::string kept = name + '\0' + hex_profile(turned).replace(6, 2, "      32");
    return support::png_chunk("tEXt", kept + spaces(size - kept.size()));
  };
  const std::string plain = text_chunk("tEXt", name, text);
  CHECK(blanked(support::png_with(plain)) == support::png_with(left(plain.size() - 12)));
  const std::string packed = text_chunk("zTXt", name, '\0' + support::zlib_stored(text));
  CHECK(blanked(support::png_with(packed)) == support::png_with(left(packed.size() - 12)));
  std::string half = left(packed.size() - 12);  // before its type was changed
  half.replace(4, 4, "zTXt");
  CHECK(blanked(support::png_with(half)) == support::png_with(left(packed.size() - 12)));
  // Without an orientation, or where it cannot be read or has no room.
  for (const std::string& chunk : {text_chunk("tEXt", name, hex_profile("Exif" + zeros(2) + "II")),
                                   text_chunk("zTXt", name, std::string("\0packed", 7)),
                                   text_chunk("tEXt", name, hex_profile(turned).substr(0, 60)),
                                   text_chunk("iTXt", name, zeros(4) + text),
                                   text_chunk("tEXt", "Raw profile type xmp", hex_profile("<x/>", "xmp"))}) {
    CHECK(blanked(support::png_with(chunk)) == support::png_with(hidden(chunk)));
  }
  const std::string colours =
      support::png_with(text_chunk("zTXt", "Raw profile type icc", std::string("\0colours", 8)));
  CHECK(blanked(colours) == colours);
}

TEST_CASE("location: Darwin Core in XMP, as attributes and as elements") {
  const std::string north = R"(dwc:decimalLatitude="48.1374")",
                    east = "<dwc:decimalLongitude>11.5</dwc:decimalLongitude>",
                    words = "<dwc:verbatimCoordinates>48N 11E</dwc:verbatimCoordinates>",
                    lat = "<geo:lat>48</geo:lat>";
  const auto picture = [&](bool located) {
    const auto shown = [&](const std::string& part) { return located ? part : spaces(part.size()); };
    return support::jpeg_with(support::xmp_segment("<x:xmpmeta><rdf:Description " + shown(north) +
                                                   " dwc:sex='m'>" + shown(east) +
                                                   "<dwc:recordedBy>Me</dwc:recordedBy>" + shown(words) +
                                                   shown(lat) + "</rdf:Description></x:xmpmeta>"));
  };
  CHECK(blanked(picture(true)) == picture(false));
}

TEST_CASE("location: Exif of HEIC and JPEG XL") {
  const auto heic = [](bool located) {
    return support::heic(big(6, 4) + "Exif" + zeros(2) + exif(big, located));
  };
  CHECK(blanked(heic(true)) == heic(false));
  const auto moved = [&](bool located) { return heic(located) + box("mpvd", moving(located)); };
  CHECK(blanked(moved(true)) == moved(false));
  const auto jxl = [](bool located) {
    return support::jpeg_xl(support::iso_box("Exif", big(0, 4) + exif(little, located)));
  };
  CHECK(blanked(jxl(true)) == jxl(false));
  const std::string packed = support::iso_box("brob", "Exifcompressed");
  CHECK(blanked(support::jpeg_xl(packed)) == support::jpeg_xl(freed(packed)));
}
