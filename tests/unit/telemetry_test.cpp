// SPDX-License-Identifier: MIT
//
// Locations in tracks beside a film's pictures, and in Matroska's tags: each test says all bytes that are
// left.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/blanked.h"
#include "support/gps_samples.h"

using support::big;
using support::blanked;
using support::box;
using support::little;

namespace {

std::string zeros(std::size_t count) { return std::string(count, '\0'); }

// A film whose pictures are followed by samples, `in_chunk` of them in a row, then two bytes of something
// else.
std::string film(const std::string& coding, const std::vector<std::string>& samples, std::size_t in_chunk = 2,
                 bool wide = false) {
  const std::string head = support::iso_media("isom");
  std::string content = "pictures", chunks, sizes;
  std::uint32_t count = 0, last = 0;
  for (std::size_t at = 0; at < samples.size(); ++at) {
    if (at % in_chunk == 0) {
      content += "--";
      chunks += (wide ? zeros(4) : "") + big(static_cast<std::uint32_t>(head.size() + 8 + content.size()), 4);
      ++count;
      last = 0;
    }
    content += samples[at];
    sizes += big(static_cast<std::uint32_t>(samples[at].size()), 4);
    ++last;
  }
  const auto number = static_cast<std::uint32_t>(in_chunk);
  std::string lengths = big(0, 4) + big(2, 4) + big(1, 4) + big(number, 4) + big(1, 4) + big(count, 4) +
                        big(last, 4) + big(1, 4);
  const std::string tables =
      box("stsd", big(0, 4) + big(1, 4) + box(coding, zeros(16))) + box("stsc", lengths) +
      box("stsz", big(0, 4) + big(0, 4) + big(static_cast<std::uint32_t>(samples.size()), 4) + sizes) +
      box(wide ? "co64" : "stco", big(0, 4) + big(count, 4) + chunks);
  const std::string track = box("trak", box("mdia", box("minf", box("stbl", tables))));
  return head + box("mdat", content + "--") + box("moov", box("mvhd", zeros(100)) + track);
}

std::string element(const std::string& key, char type, std::uint32_t length, const std::string& values) {
  const auto count = static_cast<std::uint32_t>(values.size()) / length;
  return key + type + big(length, 1) + big(count, 2) + values + zeros((4 - values.size() % 4) % 4);
}

std::string gopro(const std::string& places) {
  const std::string stream = element("STNM", 'c', 1, "GPS: north, east") + element("GPS5", 'l', 20, places) +
                             element("GPS9", 'l', 32, zeros(32));
  return element("DEVC", '\0', 1, element("ACCL", 's', 6, "123456") + element("STRM", '\0', 1, stream));
}

std::string field(int number, int wire, const std::string& bytes) {
  std::string text(1, static_cast<char>(number << 3 | wire));
  if (wire == 2) text += static_cast<char>(bytes.size());
  return text + bytes;
}

std::string dji(const std::string& north, const std::string& east) {
  const std::string place = field(1, 2, field(1, 0, "\x01") + field(2, 1, north) + field(3, 1, east));
  return field(1, 2, field(1, 2, "dvtm_wm265e.proto")) +
         field(3, 2, field(4, 2, field(4, 2, place)) + field(5, 5, "1234"));
}

std::string tag(const std::string& name, const std::string& value) {
  const auto one = [](const std::string& id, const std::string& content) {
    return id + static_cast<char>(0x80 | content.size()) + content;
  };
  return one("\x67\xC8", one("\x45\xA3", name) + one("\x44\x87", value));
}

// The segment's length, and that of its clusters, are not known, as where a film is written while it is
// taken.
std::string matroska(const std::string& tags, bool live) {
  const auto sized = [](const std::string& id, const std::string& content) {
    return id + '\x40' + static_cast<char>(content.size()) + content;
  };
  const std::string unknown = "\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", picture = "\xA3\x85photo";
  const std::string inside =
      (live ? "\x1F\x43\xB6\x75" + unknown + picture : sized("\x1F\x43\xB6\x75", picture)) +
      sized("\x12\x54\xC3\x67", sized("\x73\x73", sized("\x63\xC0", "") + tags));
  return sized("\x1A\x45\xDF\xA3", "\x42\x82\x88matroska" + zeros(60)) +
         (live ? "\x18\x53\x80\x67" + unknown + inside : sized("\x18\x53\x80\x67", inside));
}

}  // namespace

TEST_CASE("telemetry: GoPro's coordinates, in every sample, and nothing else") {
  const std::string place = "coordinates of north";  // five numbers
  for (const bool wide : {false, true}) {
    for (const std::size_t in_chunk : {1U, 2U, 5U}) {
      std::vector<std::string> samples, left;
      for (std::size_t at = 0; at < 5; ++at) {
        std::string places;
        for (std::size_t i = 0; i <= at; ++i) places += place;
        samples.push_back(gopro(places));
        left.push_back(gopro(zeros(places.size())));
      }
      CHECK(blanked(film("gpmd", samples, in_chunk, wide)) == film("gpmd", left, in_chunk, wide));
    }
  }
  const std::vector<std::string> many(3000, gopro(place)), left(3000, gopro(zeros(place.size())));
  CHECK(blanked(film("gpmd", many)) == film("gpmd", left));
  const std::string other = film("mebx", {gopro(place)});
  CHECK(blanked(other) == other);
  const auto settings = [](const std::string& bytes) {
    return support::film_with(box("udta", box("GPMF", bytes)));
  };
  CHECK(blanked(settings(gopro(place))) == settings(gopro(zeros(place.size()))));
  const auto photo = [](const std::string& bytes) {
    return support::jpeg_with(support::jpeg_segment(0xE6, std::string("GoPro\0", 6) + bytes));
  };
  CHECK(blanked(photo(gopro(place))) == photo(gopro(zeros(place.size()))));
}

TEST_CASE("telemetry: in the film behind a motion photo, whose places count from its own beginning") {
  const auto photo = [](const std::string& places) {
    return support::jpeg() + "trailer" + film("gpmd", {gopro(places)});
  };
  CHECK(blanked(photo(std::string(20, 'p'))) == photo(zeros(20)));
}

TEST_CASE("telemetry: DJI's coordinates, as messages and as subtitles") {
  const std::string none = zeros(8);
  CHECK(blanked(film("djmd", {dji("latitude", "longitud"), dji("12345678", "87654321")})) ==
        film("djmd", {dji(none, none), dji(none, none)}));
  CHECK(blanked(film("dbgi", {dji("latitude", "longitud")})) == film("dbgi", {dji(none, none)}));
  const std::string text = "F/2.8, ISO 150, GPS (-2.2533, 53.4807, 15), D 2.6m";
  CHECK(blanked(film("text", {text, "ISO 150"})) ==
        film("text", {"F/2.8, ISO 150, GPS (-0.0000, 00.0000, 00), D 2.6m", "ISO 150"}));
  CHECK(blanked(film("tx3g", {"[iso: 100] [latitude: 53.48] [longitude: -2.25] [rel_alt: 1]"})) ==
        film("tx3g", {"[iso: 100] [latitude: 00.00] [longitude: -0.00] [rel_alt: 1]"}));
  CHECK(blanked(film("text", {"$GPRMC,0815,A,4807.038,N,01131.000,E\nspeed 7"})) ==
        film("text", {"$GPRMC,0000,A,0000.000,N,00000.000,E\nspeed 7"}));
}

TEST_CASE("telemetry: Google's camera motion") {
  const auto sample = [](std::uint32_t type, const std::string& rest) {
    return little(0, 2) + little(type, 2) + rest;
  };
  const std::string turn = sample(0, std::string(12, 't')), time(12, 'm');
  CHECK(blanked(film("camm", {turn, sample(5, std::string(24, 'p')),
                              sample(6, time + std::string(20, 'p') + "more")})) ==
        film("camm", {turn, sample(5, zeros(24)), sample(6, time + zeros(20) + "more")}));
}

TEST_CASE("telemetry: tables that lead out of the film, or into themselves, lead nowhere") {
  const std::string good = film("gpmd", {gopro(std::string(20, 'p'))});
  const std::size_t place = good.find("stco") + 12;
  for (const std::uint32_t at : {static_cast<std::uint32_t>(good.find("moov")), 0xFFFFFFF0U,
                                 static_cast<std::uint32_t>(good.size() - 10)}) {
    std::string bytes = good;
    bytes.replace(place, 4, big(at, 4));
    CHECK(blanked(bytes) == bytes);
  }
  std::string endless = good;
  endless.replace(good.find("stsz") + 8, 8, big(1, 4) + big(0xFFFFFFFF, 4));
  CHECK(blanked(endless) == endless);
}

TEST_CASE("matroska: tags of a place lose their value") {
  for (const bool live : {false, true}) {
    const auto film = [&](bool located) {
      const auto shown = [&](const std::string& text) { return located ? text : zeros(text.size()); };
      return matroska(tag("TITLE", "Lamp") + tag("LOCATION", shown("+48.1+011.5/")) +
                          tag("COM.APPLE.QUICKTIME.LOCATION.ISO6709", shown("+48/")) +
                          tag("COUNTRY", shown("DE")),
                      live);
    };
    CHECK(media::sniff(film(true))->content_type == "video/x-matroska");
    CHECK(blanked(film(true)) == film(false));
  }
  const std::string cut = matroska(tag("LOCATION", "+48/"), false);
  CHECK(blanked(cut.substr(0, cut.size() - 1)) == cut.substr(0, cut.size() - 1));
}
