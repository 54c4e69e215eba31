// SPDX-License-Identifier: MIT
#include "media/formats/sniff.h"

#include <doctest/doctest.h>

#include "support/samples.h"

namespace {

std::string_view type_of(const std::string& bytes) {
  const auto type = media::sniff(bytes);
  return type ? type->content_type : "nothing";
}

}  // namespace

TEST_CASE("sniff: an image is told by its content") {
  CHECK(type_of(support::jpeg()) == "image/jpeg");
  CHECK(type_of(support::png()) == "image/png");
  CHECK(type_of(support::gif()) == "image/gif");
  CHECK(type_of(support::webp()) == "image/webp");
  CHECK(type_of(support::bmp()) == "image/bmp");
  CHECK(type_of(support::tiff(support::little)) == "image/tiff");
  CHECK(type_of(support::tiff(support::big)) == "image/tiff");
  CHECK(media::sniff(support::jpeg())->kind == media::MediaKind::image);
  CHECK(media::sniff(support::jpeg())->extension == ".jpg");
}

TEST_CASE("sniff: a video is told by its content") {
  CHECK(type_of(support::mp4()) == "video/mp4");
  CHECK(type_of(support::iso_media("mp42")) == "video/mp4");
  CHECK(type_of(support::iso_media("avc1")) == "video/mp4");
  CHECK(type_of(support::iso_media("qt  ")) == "video/quicktime");
  CHECK(type_of(support::iso_media("3gp5")) == "video/3gpp");
  CHECK(type_of(support::iso_media("3g2a")) == "video/3gpp");
  CHECK(type_of(support::big(8, 4) + "wide" + support::big(999, 4) + "mdat") == "video/quicktime");
  CHECK(type_of(support::big(0x123456, 4) + "moov") == "video/quicktime");
  CHECK(type_of("\x1A\x45\xDF\xA3 whatever follows") == "video/webm");
  CHECK(type_of("\x1A\x45\xDF\xA3\x93\x42\x82\x88matroska") == "video/x-matroska");
  CHECK(type_of(support::riff("AVI ", "LIST")) == "video/x-msvideo");
  CHECK(type_of(support::big(0x1BA, 4) + "D") == "video/mpeg");
  CHECK(type_of(support::big(0x1B3, 4)) == "video/mpeg");
  CHECK(media::sniff(support::mp4())->kind == media::MediaKind::video);
}

TEST_CASE("sniff: HEIC, AVIF and JPEG XL are images by a setting") {
  for (const char* brand : {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1"}) {
    CAPTURE(brand);
    CHECK(type_of(support::iso_media(brand)) == "image/heic");
  }
  for (const char* brand : {"avif", "avis"}) CHECK(type_of(support::iso_media(brand)) == "image/avif");
  CHECK(type_of(support::big(28, 4) + "ftypmif1" + support::big(0, 4) + "mif1avif") == "image/avif");
  CHECK(type_of(std::string("\0\0\0\x0CJXL \r\n\x87\n", 12)) == "image/jxl");
  CHECK(type_of("\xFF\x0A picture") == "image/jxl");
  CHECK(media::sniff(support::iso_media("heic"))->by_setting);
  CHECK_FALSE(media::sniff(support::png())->by_setting);
  const auto named = [](std::string_view type, std::string_view extension) {
    const auto found = media::heic_type(type, extension);
    return found ? found->content_type : "none";
  };
  CHECK(named("image/heif-sequence", "") == "image/heic");
  CHECK(named("", ".heif") == "image/heic");
  CHECK(named("image/avif", "") == "image/avif");
  CHECK(named("", ".jxl") == "image/jxl");
  CHECK(named("image/jpeg", ".jpg") == "none");
  CHECK(named("", "") == "none");
  CHECK(media::content_types(media::MediaKind::image, true).size() ==
        media::content_types(media::MediaKind::image, false).size() + 3);
  CHECK(media::is_image_extension(".heic", true));
  CHECK(media::is_image_extension(".avif", true));
}

TEST_CASE("sniff: sound and raw pictures in the clothes of MP4 are neither images nor videos") {
  for (const char* brand : {"avci", "avcs", "crx ", "M4A ", "M4B "}) {
    CAPTURE(brand);
    CHECK(type_of(support::iso_media(brand)) == "nothing");
  }
}

TEST_CASE("sniff: what is neither image nor video is nothing") {
  for (const std::string& bytes :
       {std::string(), std::string("this is not an image"), support::svg(), std::string("%PDF-1.7"),
        std::string("<!doctype html>"), std::string("the free lunch"), std::string("who skips it"),
        std::string("PK\x03\x04"), std::string(64, '\0'), support::riff("WAVE", "fmt "),
        std::string("\x1F\x8B\x08"), std::string("some ftypisom in a text"), std::string("ID3\x04")}) {
    CAPTURE(bytes);
    CHECK(type_of(bytes) == "nothing");
  }
}

TEST_CASE("sniff: the beginning of a signature is not enough, and its bytes are enough") {
  for (const std::string& file : {support::png(), support::gif(), support::webp(), support::tiff(),
                                  std::string("\xFF\xD8\xFF"), std::string("\x1A\x45\xDF\xA3")}) {
    const auto whole = type_of(file);
    std::size_t needed = file.size();
    while (needed > 0 && type_of(file.substr(0, needed)) == whole) --needed;
    CAPTURE(whole);
    CHECK(needed >= 2);
    CHECK(needed < 12);
    CHECK(type_of(file.substr(0, media::sniff_bytes)) == whole);
  }
}

TEST_CASE("sniff: only the first bytes count") {
  const std::string far_away = "\x1A\x45\xDF\xA3" + std::string(media::sniff_bytes, ' ') + "matroska";
  CHECK(type_of(far_away) == "video/webm");
}

TEST_CASE("extensions: the last one of the name, in lower case") {
  CHECK(media::extension_of("a.png") == ".png");
  CHECK(media::extension_of("IMG_0001.JPG") == ".jpg");
  CHECK(media::extension_of("archive.tar.png") == ".png");
  CHECK(media::extension_of("../../../evil.png") == ".png");
  CHECK(media::extension_of("C:\\Users\\me\\photo.Jpeg") == ".jpeg");
  CHECK(media::extension_of("عکس غرفه ۱.png") == ".png");
  for (const char* none : {"", "photo", "photo.", ".png", "folder.png/photo", "a.b\\c", "..", "/"}) {
    CAPTURE(none);
    CHECK(media::extension_of(none).empty());
  }
}

TEST_CASE("extensions: each kind keeps its own") {
  for (const char* one : {".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp", ".tiff", ".mpo"}) {
    CAPTURE(one);
    CHECK(media::is_image_extension(one, false));
    CHECK_FALSE(media::video_extension(one));
  }
  for (const char* one : {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".3gp", ".avi", ".mpg"}) {
    CAPTURE(one);
    CHECK(media::video_extension(one));
    CHECK_FALSE(media::is_image_extension(one, false));
  }
  for (const char* none : {"", ".", "png", ".PNG", ".txt", ".svg", ".html", ".heic", ".pdf", ".png "}) {
    CAPTURE(none);
    CHECK_FALSE(media::is_image_extension(none, false));
    CHECK_FALSE(media::video_extension(none));
  }
  CHECK(media::image_extensions().starts_with("bmp, dib, gif, "));
}

TEST_CASE("sniff: an old film's first box does not begin as a page does") {
  const std::string script = "<script>alert(1)</script>";
  for (const std::string& bytes : {"<!--mdat-->" + script, "<svgmoov>" + script, "\n<b moov>" + script,
                                   "%PDFmdat" + script, "<!\x12-mdat-->" + script, "%!PSmoov" + script}) {
    CAPTURE(bytes);
    CHECK(type_of(bytes) == "nothing");
  }
  CHECK(type_of(support::big(0x0A0D6205, 4) + "mdat") == "video/quicktime");
  CHECK(type_of(support::big(1, 4) + "mdat") == "video/quicktime");
}
