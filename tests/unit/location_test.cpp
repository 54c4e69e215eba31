// SPDX-License-Identifier: MIT
//
// What is left of a picture or film that told where it was taken: each test says all its bytes.

#include "media/location.h"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <random>
#include <string>

#include "base/files.h"
#include "support/blanked.h"
#include "support/gps_samples.h"

using support::big;
using support::blanked;
using support::box;
using support::exif;
using File = support::FileInMemory;
using support::little;

namespace {

bool is_intact(const std::string& bytes) {
  return media::is_complete_image(File(bytes).file.get(), bytes.size(), *media::sniff(bytes));
}

std::string spaces(const std::string& text) { return std::string(text.size(), ' '); }
std::string zeros(std::size_t count) { return std::string(count, '\0'); }

std::string packet(const std::string& inside) {
  return R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>)" + inside + "</rdf:RDF></x:xmpmeta>";
}

const std::string nothing_said = R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"/>)";
std::string whole_blanked(const std::string& text) {
  return nothing_said + std::string(text.size() - nothing_said.size(), ' ');
}

const std::string title = "<dc:title>Lamp: a city of light</dc:title>";
const std::string place_in_xmp = packet(title + "<exif:GPSLatitude>52,31N</exif:GPSLatitude>");

// A field of IPTC.
std::string field(int number, const std::string& value) {
  return "\x1C\x02" + big(static_cast<std::uint32_t>(number), 1) +
         big(static_cast<std::uint32_t>(value.size()), 2) + value;
}
std::string photoshop(const std::string& fields) {
  return std::string("Photoshop 3.0\0", 14) + "8BIM" + big(0x0404, 2) + zeros(2) +
         big(static_cast<std::uint32_t>(fields.size()), 4) + fields + zeros(fields.size() % 2);
}

// A picture of one strip whose GPS is where `at` says, of so many bytes.
std::string tiff_with_gps(support::Number number, std::uint32_t at, std::uint32_t size = 400) {
  const auto one = [&](std::uint32_t tag, std::uint32_t value) {
    return support::ExifField{tag, 4, 1, number(value, 4)};
  };
  std::string file =
      (number == little ? "II" : "MM") + number(42, 2) + number(16, 4) + "\x10\x20\x30\x40" + zeros(4);
  file += support::exif_directory(number, 16,
                                  {one(256, 2),
                                   one(257, 2),
                                   one(258, 8),
                                   one(259, 1),
                                   one(262, 1),
                                   one(273, 8),
                                   {0x112, 3, 1, number(6, 2)},
                                   one(278, 2),
                                   one(279, 4),
                                   one(0x8825, at)});
  file.resize(at < 200 ? 200 : at, '\0');
  if (at >= 200) file += support::gps_directory(number, at);
  file.resize(size, '\0');
  return file;
}

}  // namespace

TEST_CASE("location: Exif in each kind of picture, in either byte order") {
  for (const support::Number number : {little, big}) {
    const std::string with = exif(number), without = exif(number, false);
    CHECK(blanked(support::jpeg_with(support::exif_segment(with))) ==
          support::jpeg_with(support::exif_segment(without)));
    CHECK(blanked(support::png_with(support::png_chunk("eXIf", with))) ==
          support::png_with(support::png_chunk("eXIf", without)));
    CHECK(blanked(support::webp_with(support::riff_chunk("EXIF", with))) ==
          support::webp_with(support::riff_chunk("EXIF", without)));
    const std::string named("Exif\0\0", 6);
    CHECK(blanked(support::webp_with(support::riff_chunk("EXIF", named + with))) ==
          support::webp_with(support::riff_chunk("EXIF", named + without)));
    const std::string tiff = tiff_with_gps(number, 200);
    std::string left = tiff;
    const std::size_t gps_bytes = support::gps_directory(number, 200).size();
    CHECK(blanked(tiff) == left.replace(200, gps_bytes, zeros(gps_bytes)));
    CHECK(is_intact(tiff));
  }
  CHECK(is_intact(support::png_with(support::png_chunk("eXIf", exif()))));
  CHECK(is_intact(support::webp_with(support::riff_chunk("EXIF", exif()))));
  CHECK(is_intact(support::jpeg_with(support::exif_segment(exif()))));
}

TEST_CASE("location: a second picture behind the first one") {
  const auto pair = [](bool located) {
    const std::string one = support::jpeg_with(support::exif_segment(exif(little, located)));
    return one + "\xFF\xD8" + "in between" + one + "\xFF\xD8\xFF" + one;
  };
  CHECK(blanked(pair(true)) == pair(false));
}

TEST_CASE("location: a file that tells none stays as it is") {
  const std::string quiet = packet(title + R"(<rdf:Description tiff:Orientation="6" dc:format="a:b"/>)");
  for (const std::string& bytes :
       {support::jpeg(), support::png(), support::webp(), support::gif(), support::bmp(),
        support::tiff(little), support::tiff(big), support::mp4(),
        support::jpeg_with(support::exif_segment(exif(little, false))),
        support::jpeg_with(support::xmp_segment(quiet)), support::png_with(support::png_xmp(quiet)),
        support::png_with(support::png_chunk("tEXt", std::string("Comment\0GPS", 11))),
        support::webp_with(support::riff_chunk("XMP ", quiet)),
        support::jpeg_with(support::jpeg_segment(0xED, photoshop(field(105, "City")))),
        support::film_with(box("udta", box("\xA9nam", "Berlin"))),
        support::film_with(support::key_metadata("com.apple.quicktime.model", box(big(2, 4), "x")))}) {
    CHECK(blanked(bytes) == bytes);
  }
}

TEST_CASE("location: XMP loses its properties of places and keeps the others") {
  const std::string nested =
      "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li "
      "Iptc4xmpExt:City='B'/></rdf:Bag></Iptc4xmpExt:LocationShown >";
  const std::string attribute = "exif:GPSLatitude = \"52,31N\"", quoted = "photoshop:City='B > C'";
  const std::string empty = "<drone-dji:GpsLongitude/>",
                    country = "<photoshop:Country>DE</photoshop:Country>";
  const auto text = [&](bool located) {
    const auto shown = [&](const std::string& part) { return located ? part : spaces(part); };
    return packet("<rdf:Description " + shown(attribute) + " tiff:Orientation='6' " + shown(quoted) + ">" +
                  title + shown(nested) + "\n" + shown(empty) + shown(country) + "</rdf:Description>");
  };
  CHECK(blanked(support::jpeg_with(support::xmp_segment(text(true)))) ==
        support::jpeg_with(support::xmp_segment(text(false))));
  CHECK(blanked(support::png_with(support::png_xmp(text(true)))) ==
        support::png_with(support::png_xmp(text(false))));
  CHECK(blanked(support::webp_with(support::riff_chunk("XMP ", text(true)))) ==
        support::webp_with(support::riff_chunk("XMP ", text(false))));
}

TEST_CASE("location: XMP that cannot be taken apart is blanked as a whole") {
  std::string wide;
  for (const char c : place_in_xmp) wide += std::string(1, c) + '\0';
  for (const std::string& text :
       {packet(title + "<exif:GPSLatitude>52,31N"), packet("<dc:a>exif:GPSLatitude</dc:a>"),
        packet("<exif:GPSLatitude>1</exif:GPSLatitude2>"), packet(" exif:GPSLatitude 52"), wide}) {
    CAPTURE(text);
    CHECK(blanked(support::jpeg_with(support::xmp_segment(text))) ==
          support::jpeg_with(support::xmp_segment(whole_blanked(text))));
  }
  const std::string large = packet(std::string(1'500'000, 'x') + "<exif:GPSLatitude>52</exif:GPSLatitude>");
  CHECK(blanked(support::png_with(support::png_xmp(large))) ==
        support::png_with(support::png_xmp(whole_blanked(large))));
}

TEST_CASE("location: what PNG has compressed is blanked whatever it says") {
  const auto nobodys = [](const std::string& chunk) {
    return support::png_chunk("blNk", zeros(chunk.size() - 12));
  };
  const std::string profile =
      support::png_chunk("zTXt", std::string("Raw profile type exif\0\0compressed", 33));
  for (const std::string& chunk : {support::png_xmp("compressed", true), profile}) {
    CHECK(blanked(support::png_with(chunk)) == support::png_with(nobodys(chunk)));
  }
}

TEST_CASE("location: an extended packet is looked at across its parts") {
  const auto part = [](const std::string& text) {
    return support::jpeg_segment(
        0xE1, std::string("http://ns.adobe.com/xmp/extension/\0", 35) + std::string(40, 'h') + text);
  };
  const std::string first = packet(title) + "<exif:GPSLat", second = "itude>52</exif:GPSLatitude>";
  CHECK(blanked(support::jpeg_with(part(first) + part(second))) ==
        support::jpeg_with(part(whole_blanked(first)) + part(spaces(second))));
  const std::string quiet = support::jpeg_with(part(packet(title)) + part("exif:GP"));
  CHECK(blanked(quiet) == quiet);
}

TEST_CASE("location: IPTC loses its places and keeps the others") {
  const auto segment = [](const std::string& city, int number, const std::string& name) {
    return support::jpeg_with(support::jpeg_segment(
        0xED, photoshop(field(105, "A lamp") + field(city == "Berlin" ? 90 : 254, city) +
                        field(number, name) + field(80, "Me"))));
  };
  CHECK(blanked(segment("Berlin", 101, "Germany")) == segment("      ", 254, "       "));
}

TEST_CASE("location: in films, the boxes and keys that tell it") {
  const auto free_like = [](const std::string& one) { return box("free", zeros(one.size() - 8)); };
  const std::string loci = support::xyz_box("loci"), xyz = support::xyz_box(), name = box("\xA9nam", "Lamp");
  CHECK(blanked(support::film_with(box("udta", name + xyz + loci + zeros(4)))) ==
        support::film_with(box("udta", name + free_like(xyz) + free_like(loci) + zeros(4))));
  CHECK(blanked(support::film_with(box("trak", box("udta", xyz) + name))) ==
        support::film_with(box("trak", box("udta", free_like(xyz)) + name)));
  const std::string value = box(big(2, 4), box("data", big(1, 4) + big(0, 4) + "+52.52+013.40/"));
  const std::string key = "com.apple.quicktime.location.ISO6709";
  CHECK(blanked(support::film_with(support::key_metadata(key, value))) ==
        support::film_with(support::key_metadata(key, free_like(value))));
  const std::string within = box("udta", support::key_metadata(key, value));
  CHECK(blanked(support::film_with(within)) ==
        support::film_with(box("udta", support::key_metadata(key, free_like(value)))));
  const std::string uuid = "\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";
  const std::string latitude = "<exif:GPSLatitude>52,31N</exif:GPSLatitude>";
  CHECK(blanked(support::film_with(box("uuid", uuid + packet(latitude)))) ==
        support::film_with(box("uuid", uuid + packet(spaces(latitude)))));
}

TEST_CASE("location: a film's boxes that make no sense end the walk") {
  const std::string xyz = support::xyz_box();
  const std::string cut = support::film_with(box("udta", big(4, 4) + "huge" + xyz));
  CHECK(blanked(cut) == cut);
  const std::string beyond = support::film_with(big(1000, 4) + "udta" + xyz);
  CHECK(blanked(beyond) == beyond);
  const std::string good = support::film_with(box("udta", xyz));
  CHECK(blanked(good + big(9000, 4) + "mdat") ==
        support::film_with(box("udta", box("free", zeros(xyz.size() - 8)))) + big(9000, 4) + "mdat");
  const std::string wide = big(1, 4) + "moov" + big(0, 4) +
                           big(16 + 8 + static_cast<std::uint32_t>(xyz.size()), 4) + box("udta", xyz);
  CHECK(blanked(support::mp4(400) + wide) != support::mp4(400) + wide);
}

TEST_CASE("location: GPS that shares its bytes with something else is left alone") {
  for (const std::uint32_t at : {0U, 4U, 8U, 16U, 20U, 100U}) {  // header, pixels, the directory itself
    const std::string tiff = tiff_with_gps(little, at);
    CAPTURE(at);
    CHECK(blanked(tiff) == tiff);
  }
  const std::string beyond = tiff_with_gps(little, 300, 310);
  CHECK(blanked(beyond) == beyond);
  // One of its values is where the pixels are: that one stays.
  std::string tiff = tiff_with_gps(little, 200);
  const std::size_t latitude = 200 + 2 + 2 * 12 + 8;
  tiff.replace(latitude, 4, little(4, 4));
  const std::string left = blanked(tiff);
  CHECK(left.substr(0, 200) == tiff.substr(0, 200));
  CHECK(left.substr(200, 78) == zeros(78));
}

TEST_CASE("location: directories that lead in circles come to an end") {
  const support::ExifField itself{0x8769, 4, 1, little(8, 4)};
  const std::string block =
      "II" + little(42, 2) + little(8, 4) + support::exif_directory(little, 8, {itself, itself}, 8);
  const std::string bytes = support::jpeg_with(support::exif_segment(block));
  CHECK(blanked(bytes) == bytes);
}

TEST_CASE("location: what was overwritten half is overwritten to the end") {
  const std::string with = exif(), without = exif(little, false);
  const std::string whole = support::png_with(support::png_chunk("eXIf", without));
  for (std::size_t at = 200; at <= 400; at += 7) {  // values go before the directory
    std::string half = support::png_with(support::png_chunk("eXIf", with));
    const std::size_t block = half.find("II*"), values = block + 200 + 2 + 6 * 12 + 4;
    for (std::size_t i = values; i < block + std::min<std::size_t>(at + 78, 430); ++i) half[i] = '\0';
    const File file(half);
    CHECK(file.blank());
    CHECK(file.content() == whole);
  }
  std::string unsummed = whole;
  unsummed[whole.find("IDAT") - 5] ^= 1;
  const File file(unsummed);
  CHECK(file.blank());
  CHECK(file.content() == whole);
}

TEST_CASE("location: cut or damaged files never become worse") {
  std::mt19937 random(11);
  const std::string key = "com.apple.quicktime.location.ISO6709";
  for (const std::string& good :
       {support::jpeg_with(support::exif_segment(exif()) + support::xmp_segment(place_in_xmp) +
                           support::jpeg_segment(0xED, photoshop(field(90, "Berlin")))),
        support::png_with(support::png_chunk("eXIf", exif(big)) + support::png_xmp(place_in_xmp)),
        support::webp_with(support::riff_chunk("EXIF", exif()) + support::riff_chunk("XMP ", place_in_xmp)),
        tiff_with_gps(big, 200),
        support::film_with(box("udta", support::xyz_box()) +
                           support::key_metadata(key, box(big(2, 4), "x")))}) {
    CHECK(blanked(good) != good);
    for (std::size_t length = 70; length < good.size(); length += 3) blanked(good.substr(0, length));
    for (int round = 0; round < 300; ++round) {
      std::string bytes = good;
      for (int hits = 0; hits < 3; ++hits)
        bytes[12 + random() % (bytes.size() - 12)] = static_cast<char>(random());
      blanked(bytes);
    }
  }
}

TEST_CASE("location: more places than any photo has are left alone") {
  std::string chunks, segments;
  for (std::size_t at = 0; at <= media::OverwritePlan::most; ++at)
    chunks += support::png_xmp("compressed", true);
  for (std::size_t at = 0; at <= media::OverwritePlan::max_readers; ++at)
    segments += support::exif_segment("");
  for (const std::string& bytes :
       {support::png_with(chunks), support::jpeg_with(segments + support::exif_segment(exif()))}) {
    CHECK(blanked(bytes) == bytes);
  }
}
