// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <random>
#include <string>
#include <vector>

#include "base/files.h"
#include "media/formats/byte_reader.h"
#include "media/formats/crc32.h"
#include "media/formats/sniff.h"
#include "support/samples.h"

using support::big;
using support::little;

namespace {

base::Descriptor file_of(const std::string& bytes) {
  base::Descriptor file(::memfd_create("image", 0));
  REQUIRE(file);
  REQUIRE(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return file;
}

bool intact(const std::string& bytes) {
  const auto type = media::sniff(bytes);
  if (!type) return false;
  const base::Descriptor file = file_of(bytes);
  return media::is_complete_image(file.get(), bytes.size(), *type);
}

media::ImageFault fault_of(const std::string& bytes) {
  const base::Descriptor file = file_of(bytes);
  return media::image_fault(file.get(), bytes.size(), *media::sniff(bytes));
}

// The lengths at which a file cut off is still taken for a whole one.
std::vector<std::size_t> whole_at(const std::string& bytes) {
  const auto type = media::sniff(bytes);
  const base::Descriptor file = file_of(bytes);
  std::vector<std::size_t> lengths;
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    if (media::is_complete_image(file.get(), length, *type)) lengths.push_back(length);
  }
  return lengths;
}

std::string replaced(std::string bytes, std::size_t at, const std::string& by) {
  return bytes.replace(at, by.size(), by);
}

std::string segment(int code, const std::string& body) {
  return '\xFF' + big(static_cast<std::uint32_t>(code), 1) +
         big(static_cast<std::uint32_t>(body.size() + 2), 2) + body;
}

std::string frame(std::uint32_t width = 8, std::uint32_t height = 8) {
  return big(8, 1) + big(height, 2) + big(width, 2) + big(1, 1) + std::string("\x01\x11\0", 3);
}

const std::string soi = "\xFF\xD8", eoi = "\xFF\xD9";
const std::string scan_head("\x01\x01\0\0\x3F\0", 6);
const std::string scan = segment(0xDA, scan_head) + "picture";

std::string zeros(std::size_t count) { return std::string(count, '\0'); }
std::string exif_item() { return big(0, 4) + "II*"; }

std::string webp_of(const std::string& chunks) { return support::riff("WEBP", chunks); }

std::string lossy_frame(std::uint32_t width = 16, std::uint32_t height = 9) {
  return little(4 << 5, 3) + "\x9D\x01\x2A" + little(width, 2) + little(height, 2) + "data";
}

std::string canvas(std::uint32_t width, std::uint32_t height) {
  return support::riff_chunk("VP8X", little(0x10, 4) + little(width - 1, 3) + little(height - 1, 3));
}

}  // namespace

TEST_CASE("image: one of each format is whole, cut anywhere it is not") {
  for (const std::string& bytes :
       {support::png(), support::png(1, 1), support::webp(), support::bmp(), support::tiff(little),
        support::tiff(big), support::heic(), support::jpeg_xl()}) {
    CAPTURE(media::sniff(bytes)->content_type);
    CHECK(intact(bytes));
    CHECK(whole_at(bytes).empty());
  }
  const std::string jpeg = support::jpeg();
  CHECK(intact(jpeg));
  CHECK(whole_at(jpeg) == std::vector{jpeg.size() - 2, jpeg.size() - 1});  // without its end marker
  CHECK(intact(support::gif()));
  CHECK(whole_at(support::gif()) == std::vector{support::gif().size() - 1});  // it can do without the trailer
}

TEST_CASE("image: what a phone appends is nobody's business") {
  const std::string trailer = "MotionPhoto_Data" + support::mp4(300);
  for (const std::string& bytes :
       {support::png(), support::jpeg(), support::gif(), support::webp(), support::bmp(), support::tiff()}) {
    CAPTURE(media::sniff(bytes)->content_type);
    CHECK(intact(bytes + trailer));
  }
}

TEST_CASE("image: a file whose bytes are damaged never brings the reader down") {
  std::mt19937 random(7);
  for (const std::string& good :
       {support::png(), support::jpeg(), support::gif(), support::webp(), support::bmp(),
        support::tiff(little), support::tiff(big), webp_of(canvas(9, 9) + "ANMF")}) {
    const auto type = media::sniff(good);
    for (int round = 0; round < 300; ++round) {
      std::string bytes = good;
      for (int hits = 0; hits < 3; ++hits) bytes[random() % bytes.size()] = static_cast<char>(random());
      const base::Descriptor file = file_of(bytes);
      media::is_complete_image(file.get(), bytes.size(), *type);
    }
  }
}

TEST_CASE("image: a video is no whole image") {
  const base::Descriptor file = file_of(support::mp4());
  CHECK_FALSE(media::is_complete_image(file.get(), 2048, *media::sniff(support::mp4())));
}

TEST_CASE("image: a file that becomes shorter while it is read is the drive's fault") {
  const base::Descriptor file = file_of(support::png());
  CHECK_THROWS_AS(media::is_complete_image(file.get(), 1'000'000, *media::sniff(support::png())),
                  base::DiskError);
}

TEST_CASE("png: every flipped bit is noticed") {
  const std::string good = support::png(3, 2);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ 1 << bit);
      CAPTURE(at);
      CHECK_FALSE(intact(bytes));
    }
  }
}

TEST_CASE("png: a signature, or a header, is no picture") {
  CHECK_FALSE(intact("\x89PNG\r\n\x1A\n"));
  const std::string header = support::png_header(4, 4, std::string("\x08\x02\0\0\0", 5));
  const std::string end = support::png_chunk("IEND", "");
  CHECK_FALSE(intact(header));
  CHECK_FALSE(intact(header + end));
  CHECK_FALSE(intact(header + support::png_chunk("IDAT", "") + end));
  CHECK_FALSE(intact(header + support::png_chunk("IDAT", "x")));
  CHECK_FALSE(intact(support::png().substr(0, 8) + support::png_chunk("IDAT", "x") + end));
  CHECK(intact(header + support::png_chunk("tEXt", "a\0b") + support::png_chunk("IDAT", "x") + end));
}

TEST_CASE("png: the header is one that a viewer can show") {
  const auto with = [](std::uint32_t width, std::uint32_t height, const std::string& rest) {
    return intact(support::png_header(width, height, rest) + support::png_chunk("IDAT", "x") +
                  support::png_chunk("IEND", ""));
  };
  const std::string rgb("\x08\x02\0\0\0", 5);
  CHECK(with(17895697, 10, rgb));  // 178,956,970
  CHECK_FALSE(with(178956971, 1, rgb));
  CHECK_FALSE(with(0, 4, rgb));
  CHECK_FALSE(with(4, 0, rgb));
  CHECK_FALSE(with(30000, 30000, rgb));
  CHECK_FALSE(with(0xFFFFFFFF, 0xFFFFFFFF, rgb));
  CHECK(with(4, 4, std::string("\x01\x03\0\0\x01", 5)));
  CHECK(with(4, 4, std::string("\x10\x06\0\0\0", 5)));
  for (const std::string& rest : {std::string("\x04\x02\0\0\0", 5), std::string("\x03\0\0\0\0", 5),
                                  std::string("\0\0\0\0\0", 5), std::string("\x08\x01\0\0\0", 5),
                                  std::string("\x08\x07\0\0\0", 5), std::string("\x08\x02\x01\0\0", 5),
                                  std::string("\x08\x02\0\x01\0", 5), std::string("\x08\x02\0\0\x02", 5)}) {
    CHECK_FALSE(with(4, 4, rest));
  }
}

TEST_CASE("png: chunks larger than the reader's buffer and chunks of one byte are checked alike") {
  const std::string header = support::png_header(4, 4, std::string("\x08\x02\0\0\0", 5));
  std::string file =
      header + support::png_chunk("IDAT", std::string(3 * media::ByteReader::piece_bytes + 5, 'x'));
  for (int i = 0; i < 20'000; ++i) file += support::png_chunk("IDAT", "y");
  file += support::png_chunk("IEND", "");
  CHECK(intact(file));
  CHECK_FALSE(intact(replaced(file, 2 * media::ByteReader::piece_bytes, "z")));
  CHECK_FALSE(intact(replaced(file, file.size() - 24, "z")));
  CHECK_FALSE(intact(header + big(0xFFFFFFFF, 4) + "IDAT" + support::png_chunk("IEND", "")));
}

TEST_CASE("jpeg: the ways cameras write them") {
  const std::string thumbnail = segment(0xE1, "Exif" + support::jpeg());
  const std::string tables = segment(0xC4, "tables \xFF\xD9 tables");
  CHECK(intact(soi + segment(0xC0, frame()) + scan + eoi));
  CHECK(intact(soi + thumbnail + segment(0xC0, frame()) + scan + eoi));
  CHECK(intact(soi + segment(0xC2, frame()) + scan + tables + scan + segment(0xFE, eoi) + scan +
               eoi));  // progressive
  CHECK(
      intact(soi + segment(0xDD, big(4, 2)) + segment(0xC1, frame()) + scan + "\xFF\xD0more\xFF\xD7" + eoi));
  CHECK(intact(soi + segment(0xC9, frame()) + segment(0xCC, "x") + scan + eoi));  // arithmetic coding
  CHECK(intact(soi + "\xFF\xFF\xFF" + segment(0xC0, frame()) + scan + "\xFF\xFF\xFF" + eoi));
  CHECK(intact(soi + segment(0xC0, frame()) + scan + std::string("\xFF\0stuffed\xFF\0", 11) + eoi));
  CHECK(intact(soi + segment(0xE0, "") + "stray" + segment(0xC0, frame()) + scan + eoi));
  CHECK(intact(soi + segment(0xC0, frame()) + scan + std::string(200'000, 'x') + eoi));
}

TEST_CASE("image: one that has too many pixels is told apart from a broken one") {
  const std::string rgb("\x08\x02\0\0\0", 5), pixels = support::png_chunk("IDAT", "x"),
                                              end = support::png_chunk("IEND", "");
  CHECK(fault_of(support::png_header(20000, 9000, rgb) + pixels + end) == media::ImageFault::too_many_pixels);
  CHECK(fault_of(support::png_header(2000, 900, rgb) + pixels + end) == media::ImageFault::none);
  CHECK(fault_of(support::png_header(2000, 900, rgb) + pixels) == media::ImageFault::broken);
  CHECK(fault_of(soi + segment(0xC0, frame(60000, 3000)) + scan + eoi) == media::ImageFault::too_many_pixels);
  CHECK(fault_of(support::heic({}, 15000, 12000)) == media::ImageFault::too_many_pixels);
}

TEST_CASE("jpeg: without an end marker it is whole when its scan is complete") {
  const std::string whole = support::jpeg(), cut = whole.substr(0, whole.size() - 2);
  CHECK(intact(cut));
  CHECK(intact(cut + std::string(300, '\0') + "SEFHk SEFT"));
  CHECK(intact(cut + "trailer" + whole.substr(0, 300)));  // the beginning of another one
  CHECK_FALSE(intact(cut.substr(0, cut.size() - 1)));
  CHECK_FALSE(intact(cut.substr(0, cut.size() - 3) + "\xFF\xD0" + std::string(10, '\x55')));
  const std::string larger = replaced(cut, cut.find("\xFF\xC0") + 5, big(64, 2) + big(64, 2));
  CHECK_FALSE(intact(larger));  // it has one block of many
}

TEST_CASE("jpeg: a progressive one without an end marker has a complete scan once a second has begun") {
  const std::string first = soi + segment(0xC2, frame()) + scan;
  CHECK_FALSE(intact(first));
  CHECK_FALSE(intact(first + segment(0xC4, "tables")));
  CHECK(intact(first + scan));
}

TEST_CASE("jpeg: the blocks of a scan are counted with restarts, subsampling and separate components") {
  // One code for DC and one for AC, both of one bit, both saying that nothing follows.
  const auto table = [](int which) {
    return segment(0xC4, big(static_cast<std::uint32_t>(which), 1) + '\x01' + std::string(15, '\0') + '\0');
  };
  const std::string tables = table(0x00) + table(0x10);
  const auto colour = [](std::uint32_t edge) {
    return segment(0xC0, big(8, 1) + big(edge, 2) + big(edge, 2) + big(3, 1) + std::string("\x01\x22\0", 3) +
                             std::string("\x02\x11\0", 3) + std::string("\x03\x11\0", 3));
  };
  const std::string three = segment(0xDA, std::string("\x03\x01\0\x02\0\x03\0\0\x3F\0", 10));
  // Six blocks a unit, two bits each; four units of 16 by 16.
  const std::string picture = soi + tables + colour(32) + three;
  CHECK(intact(picture + zeros(6)));
  CHECK_FALSE(intact(picture + zeros(5)));
  // Each unit by itself: 12 bits, then a restart.
  const std::string restarts = soi + segment(0xDD, big(1, 2)) + tables + colour(32) + three;
  const std::string unit = zeros(2);
  CHECK(intact(restarts + unit + "\xFF\xD0" + unit + "\xFF\xD1" + unit + "\xFF\xD2" + unit));
  CHECK_FALSE(intact(restarts + unit + "\xFF\xD0" + unit + "\xFF\xD1" + unit));
  CHECK_FALSE(intact(restarts + unit + unit + unit + unit));
  // Of one component alone no more than what has samples: 3 by 3 blocks of 24 by 24.
  const std::string one = soi + tables + colour(24) + segment(0xDA, std::string("\x01\x01\0\0\x3F\0", 6));
  CHECK(intact(one + zeros(3)));
  CHECK_FALSE(intact(one + zeros(2)));
}

TEST_CASE("heif: items are where the file is") {
  CHECK(intact(support::heic(exif_item())));
  const std::string good = support::heic();
  CHECK_FALSE(intact(good.substr(0, good.size() - 1)));
  CHECK_FALSE(intact(support::iso_media("heic")));
  CHECK_FALSE(intact(support::iso_media("avif") + support::big(12, 4) + "meta" + zeros(4)));
  CHECK_FALSE(intact(std::string("\0\0\0\x0CJXL \r\n\x87\n", 12)));
}

TEST_CASE("jpeg: what has no picture, or no end, is none") {
  CHECK_FALSE(intact("\xFF\xD8\xFF"));
  CHECK_FALSE(intact(soi + eoi));
  CHECK_FALSE(intact(soi + segment(0xC0, frame()) + eoi));
  CHECK_FALSE(intact(soi + scan + eoi));  // no frame before the scan
  CHECK_FALSE(intact(soi + scan + segment(0xC0, frame()) + eoi));
  CHECK_FALSE(intact(soi + segment(0xC0, frame()) + scan));
  CHECK_FALSE(intact(soi + segment(0xC0, frame()) + scan + '\xFF'));
  CHECK_FALSE(intact(soi + segment(0xC0, frame()) + scan + std::string("\xFF\0\xD9", 3)));
  CHECK_FALSE(intact(soi + segment(0xE1, support::jpeg())));  // only the thumbnail came through
  CHECK_FALSE(intact(soi + segment(0xE1, support::jpeg()).substr(0, 500)));
  CHECK_FALSE(intact(soi + "\xFF\xE1" + big(1, 2) + segment(0xC0, frame()) + scan + eoi));
  CHECK_FALSE(intact(soi + soi + segment(0xC0, frame()) + scan + eoi));
  CHECK_FALSE(intact(soi + segment(0xD8, "") + segment(0xC0, frame()) + scan + eoi));
}

TEST_CASE("jpeg: frames and scans that cannot be are refused") {
  const auto with = [](const std::string& one_frame, const std::string& one_scan) {
    return intact(soi + segment(0xC0, one_frame) + segment(0xDA, one_scan) + "picture" + eoi);
  };
  CHECK(with(frame(), scan_head));
  CHECK_FALSE(with(frame(0, 8), scan_head));
  CHECK_FALSE(with(frame(8, 0), scan_head));
  CHECK_FALSE(with(frame(65535, 65535), scan_head));
  CHECK_FALSE(with(frame() + "x", scan_head));
  CHECK_FALSE(with(replaced(frame(), 0, big(1, 1)), scan_head));
  CHECK_FALSE(with(big(8, 1) + big(8, 2) + big(8, 2) + big(0, 1), scan_head));
  CHECK_FALSE(with(frame(), scan_head + "x"));
  CHECK_FALSE(with(frame(), std::string("\0\0\x3F\0", 4)));
}

TEST_CASE("gif: screen, pictures and trailer") {
  const std::string head = "GIF87a" + little(2, 2) + little(2, 2) + std::string("\0\0\0", 3);
  const auto picture = [](std::uint32_t width, std::uint32_t code_bits) {
    return "," + little(0, 4) + little(width, 2) + little(2, 2) + std::string(1, '\0') + big(code_bits, 1);
  };
  const std::string blocks("\x03xyz\x01!\0", 7);
  CHECK(intact(head + picture(2, 2) + blocks + ";"));
  CHECK(
      intact(head + picture(2, 2) + blocks + std::string("!\xFE\x02hi\0", 6) + picture(2, 8) + blocks + ";"));
  CHECK_FALSE(intact(head));
  CHECK_FALSE(intact(head + ";"));
  CHECK_FALSE(intact(head + std::string("!\xFE\x02hi\0", 6) + ";"));
  CHECK_FALSE(intact(head + picture(0, 2) + blocks + ";"));
  CHECK_FALSE(intact(head + picture(2, 0) + blocks + ";"));
  CHECK_FALSE(intact(head + picture(2, 12) + blocks + ";"));
  CHECK(intact(head + picture(2, 2) + blocks + "?;"));
  CHECK(intact(head + picture(2, 2) + blocks + zeros(2) + picture(2, 2) + blocks + zeros(700) + ";"));
  CHECK_FALSE(intact(head + "?;"));
  CHECK_FALSE(intact(replaced(head, 6, little(0, 2)) + picture(2, 2) + blocks + ";"));
  CHECK_FALSE(intact(replaced(head, 6, little(0xFFFFFFFF, 4)) + picture(2, 2) + blocks + ";"));
}

TEST_CASE("webp: lossy, lossless, extended and animated") {
  const std::string lossy = support::riff_chunk("VP8 ", lossy_frame());
  CHECK(intact(webp_of(lossy)));
  CHECK(whole_at(webp_of(lossy)).empty());
  CHECK(intact(webp_of(canvas(16, 9) + support::riff_chunk("ALPH", "odd") + lossy +
                       support::riff_chunk("EXIF", "x"))));
  CHECK(intact(webp_of(canvas(16, 9) + support::riff_chunk("ANMF", std::string(40, 'x')))));
  const std::string unpadded = "VP8 " + little(15, 4) + lossy_frame() + "!";
  CHECK(intact(webp_of(unpadded)));
}

TEST_CASE("webp: parts that do not fit are refused") {
  CHECK_FALSE(intact(webp_of("")));
  CHECK_FALSE(intact(webp_of(canvas(16, 9))));
  CHECK_FALSE(intact(webp_of(canvas(16, 9) + support::riff_chunk("ANMF", "x"))));
  CHECK_FALSE(intact(webp_of(canvas(0xFFFFFF, 0xFFFFFF) + support::riff_chunk("VP8 ", lossy_frame()))));
  CHECK_FALSE(intact(webp_of(support::riff_chunk("VP8 ", lossy_frame(0, 9)))));
  CHECK_FALSE(intact(webp_of(support::riff_chunk("VP8 ", replaced(lossy_frame(), 3, "x")))));
  CHECK_FALSE(intact(webp_of(support::riff_chunk("VP8 ", replaced(lossy_frame(), 0, "\x81")))));
  CHECK_FALSE(intact(webp_of(support::riff_chunk("VP8 ", replaced(lossy_frame(), 0, little(5 << 5, 3))))));
  CHECK_FALSE(intact(webp_of(support::riff_chunk("VP8 ", "short"))));
  CHECK_FALSE(intact(webp_of("VP8 " + little(0xFFFFFFFF, 4) + lossy_frame())));
  CHECK_FALSE(intact(replaced(support::webp(), 4, little(0xFFFFFFFF, 4))));
  CHECK_FALSE(intact(replaced(support::webp(), 20, "x")));
  CHECK_FALSE(intact(replaced(support::webp(), 24, "\xFF")));
}

TEST_CASE("bmp: pixels that are in the file, in a header that is one") {
  const std::string good = support::bmp();
  CHECK(intact(replaced(good, 22, little(0xFFFFFFFF, 4))));  // from top to bottom
  CHECK_FALSE(intact(replaced(good, 10, little(55, 4))));
  CHECK_FALSE(intact(replaced(good, 10, little(53, 4))));
  CHECK_FALSE(intact(replaced(good, 10, little(0xFFFFFFFF, 4))));
  CHECK_FALSE(intact(replaced(good, 14, little(41, 4))));
  CHECK_FALSE(intact(replaced(good, 18, little(0, 4))));
  CHECK_FALSE(intact(replaced(good, 18, little(2, 4))));
  CHECK_FALSE(intact(replaced(good, 18, little(0x7FFFFFFF, 4))));
  CHECK_FALSE(intact(replaced(good, 22, little(0x80000000, 4))));
  CHECK_FALSE(intact(replaced(good, 26, little(2, 2))));
  CHECK_FALSE(intact(replaced(good, 28, little(23, 2))));
  CHECK_FALSE(intact(replaced(good, 30, little(5, 4))));
  CHECK(intact(replaced(good, 30, little(1, 4))));  // packed: only the pixels' beginning is known
  CHECK_FALSE(intact("BMW is a maker of cars, and this is a text about them: nothing to see."));
  const std::string of_os2 = "BM" + std::string(8, '\0') + little(26, 4) + little(12, 4) + little(2, 2) +
                             little(2, 2) + little(1, 2) + little(24, 2) + std::string(16, 'x');
  CHECK(intact(of_os2));
  CHECK(whole_at(of_os2).empty());
}

TEST_CASE("tiff: the directory may be the last thing in the file") {
  for (const auto order : {little, big}) {
    CHECK(intact(support::tiff(order, support::Strip::first)));
    CHECK(whole_at(support::tiff(order, support::Strip::first)).empty());
  }
}

TEST_CASE("tiff: a directory whose numbers and strips are in the file") {
  const std::string good = support::tiff();
  const std::size_t first = 10;  // the entries, of 12 bytes each
  CHECK_FALSE(intact(replaced(good, 4, little(0xFFFFFFFF, 4))));
  CHECK_FALSE(intact(replaced(good, 4, little(2, 4))));
  CHECK_FALSE(intact(replaced(good, 8, little(0, 2))));
  CHECK_FALSE(intact(replaced(good, 8, little(0xFFFF, 2))));
  CHECK_FALSE(intact(replaced(good, first + 8, little(0, 4))));             // no width
  CHECK_FALSE(intact(replaced(good, first, little(255, 2))));               // no such tag
  CHECK_FALSE(intact(replaced(good, first + 2, little(77, 2))));            // no such type
  CHECK_FALSE(intact(replaced(good, first + 5 * 12 + 8, little(111, 4))));  // the strip too far behind
  CHECK_FALSE(intact(replaced(good, first + 7 * 12 + 8, little(5, 4))));    // too long
  CHECK_FALSE(intact(replaced(good, first + 7 * 12 + 8, little(0xFFFFFFFF, 4))));
  CHECK_FALSE(intact(replaced(good, first + 5 * 12 + 4, little(2, 4))));  // two strips, one length
  CHECK_FALSE(intact(replaced(good, first + 2 * 12 + 4, little(0xFFFFFFFF, 4))));
  CHECK(intact(replaced(good, first + 8 * 12, little(8, 4))));  // a loop of directories is not followed
}

TEST_CASE("crc32: the check value of the standard, in any pieces") {
  CHECK(media::crc32("123456789") == 0xCBF43926);
  CHECK(media::crc32("") == 0);
  const std::string bytes = support::jpeg();
  for (std::size_t cut = 0; cut < 40; ++cut) {
    CHECK(media::crc32(bytes.substr(cut), media::crc32(bytes.substr(0, cut))) == support::slow_crc(bytes));
  }
}

TEST_CASE("reader: beyond the end come zeros, and it stays at the end") {
  const base::Descriptor file = file_of("abcdef");
  media::ByteReader in(file.get(), 6);
  CHECK(in.take(2) == "ab");
  CHECK(in.read_be(2) == 0x6364);
  CHECK(in.read_le(2) == 0x6665);
  CHECK(in.ok());
  CHECK(in.take(3) == std::string(3, '\0'));
  CHECK_FALSE(in.ok());
  in.seek(0);
  CHECK(in.left() == 0);
  CHECK(in.read_available(10).empty());
  CHECK_FALSE(in.skip_past('a'));
}

TEST_CASE("reader: a number across the edge of the buffer, skips and searches beyond it") {
  std::string bytes(3 * media::ByteReader::piece_bytes, '.');
  const std::size_t edge = media::ByteReader::piece_bytes;
  bytes.replace(edge - 2, 4, "\x01\x02\x03\x04");
  bytes[2 * edge + 100] = '!';
  const base::Descriptor file = file_of(bytes);
  media::ByteReader in(file.get(), bytes.size());
  CHECK(in.take(1) == ".");
  in.skip(edge - 3);
  CHECK(in.read_be(4) == 0x01020304);
  CHECK(in.skip_past('!'));
  CHECK(in.position() == 2 * edge + 101);
  in.seek(edge);
  CHECK(in.read_le(2) == 0x0403);
  in.skip(in.left());
  CHECK(in.ok());
  in.skip(1);
  CHECK_FALSE(in.ok());
}
