// SPDX-License-Identifier: MIT
#include "base/text/charset.h"

#include <doctest/doctest.h>

using base::utf8_from;
using namespace std::string_literals;

TEST_CASE("charset: text of each encoding becomes UTF-8") {
  CHECK(utf8_from("UTF-8", "é") == "é");
  CHECK(utf8_from("us-ascii", "plain") == "plain");
  CHECK(utf8_from("ISO-8859-1", "caf\xe9 \x80") == "café \u0080");
  CHECK(utf8_from("latin_1", "\xff") == "ÿ");
  CHECK(utf8_from("windows-1252", "\x80 \x9c\xfc") == "€ œü");
  CHECK(utf8_from(" CP1256 ", "\xd3\xe1\xc7\xe3 \x81\x8d") == "سلام پچ");
  CHECK(utf8_from("utf-16", "\xff\xfe\x41\x06\x3d\xd8\x00\xde"s) == "ف😀");
  CHECK(utf8_from("utf-16", "\xfe\xff\x06\x41"s) == "ف");
  CHECK(utf8_from("utf-16le", "a\0"s) == "a");
  CHECK(utf8_from("UTF-16BE", "\0a\xd8\x3d\xde\0"s) == "a😀");
}

TEST_CASE("charset: what is no text in its encoding is none") {
  CHECK_FALSE(utf8_from("utf-8", "\xe9"));
  CHECK_FALSE(utf8_from("ascii", "\xe9"));
  CHECK_FALSE(utf8_from("windows-1252", "\x81"));
  CHECK_FALSE(utf8_from("utf-16", "a\0"s));
  CHECK_FALSE(utf8_from("utf-16le", "a"));
  CHECK_FALSE(utf8_from("utf-16le", "\x3d\xd8"));
  CHECK_FALSE(utf8_from("utf-16le", "\x3d\xd8z\0"s));
  CHECK_FALSE(utf8_from("utf-16be", "\xde\0"s));
  CHECK_FALSE(utf8_from("koi8-r", "a"));
  CHECK_FALSE(base::known_charset("koi8-r"));
  CHECK(base::known_charset("Windows_1256"));
}

TEST_CASE("charset: a file that says nothing of its encoding") {
  using base::utf8_from_file;
  CHECK(utf8_from_file("plain é") == "plain é");
  CHECK(utf8_from_file("\xff\xfe\x41\x06,\0"s) == "ف,");
  CHECK(utf8_from_file("\xfe\xff\x06\x41\0,"s) == "ف,");
  CHECK(utf8_from_file("J\xfcrgen Gr\xf6\xdf" "e, Andr\xe9") == "Jürgen Größe, André");
  CHECK(utf8_from_file("a@b.c,\xd3\xe1\xc7\xe3 \xda\xe1\xed") == "a@b.c,سلام علي");
  CHECK(utf8_from_file("\x81z") == "\x81z");
  CHECK(utf8_from_file("").empty());
}
