// SPDX-License-Identifier: MIT
#include "http/chunked_decoder.h"

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using http::ChunkedDecoder;
using Outcome = ChunkedDecoder::Result;

struct Taken {
  std::string body;
  std::string left;  // after the end
  Outcome outcome = Outcome::need_more;
};

void take(ChunkedDecoder& chunked, std::string_view bytes, Taken& taken) {
  while (taken.outcome == Outcome::need_more || taken.outcome == Outcome::data) {
    std::string_view data;
    taken.outcome = chunked.decode(bytes, data);
    if (taken.outcome == Outcome::need_more) return;
    taken.body += data;
  }
  taken.left = bytes;
}

Taken take_all(std::string_view bytes) {
  ChunkedDecoder chunked;
  Taken taken;
  take(chunked, bytes, taken);
  return taken;
}

const std::string whole =
    "5;a=b;c=\"d\"\r\nhello\r\n001\r\n \r\nB\r\nwide\r\nworld\r\n0;end\r\nX-Sum: 1\r\nY:\r\n\r\n";
const std::string meant = "hello wide\r\nworld";

std::string chunk(std::string_view data) {
  char size[20];
  const int digits = std::snprintf(size, sizeof size, "%zX\r\n", data.size());
  return std::string(size, static_cast<std::size_t>(digits)).append(data).append("\r\n");
}

}  // namespace

TEST_CASE("chunked: data comes out, extensions and trailers do not, what follows is left") {
  const Taken taken = take_all(whole + "GET / HTTP/1.1\r\n");
  CHECK(taken.outcome == Outcome::end);
  CHECK(taken.body == meant);
  CHECK(taken.left == "GET / HTTP/1.1\r\n");
  CHECK(take_all("0\r\n\r\n").outcome == Outcome::end);
  CHECK(take_all("000\r\n\r\n").outcome == Outcome::end);
}

TEST_CASE("chunked: it may be split at every byte, and come byte by byte") {
  for (std::size_t split = 0; split <= whole.size(); ++split) {
    ChunkedDecoder chunked;
    Taken taken;
    take(chunked, std::string_view(whole).substr(0, split), taken);
    CHECK((taken.outcome == Outcome::end) == (split == whole.size()));
    take(chunked, std::string_view(whole).substr(split), taken);
    CHECK(taken.outcome == Outcome::end);
    CHECK(taken.body == meant);
  }
  ChunkedDecoder chunked;
  Taken taken;
  for (const char c : whole) take(chunked, {&c, 1}, taken);
  CHECK(taken.outcome == Outcome::end);
  CHECK(taken.body == meant);
}

TEST_CASE("chunked: no piece of data is longer than the chunk, nor than the bytes given") {
  ChunkedDecoder chunked;
  std::string_view bytes = "A\r\n01234", data;
  REQUIRE(chunked.decode(bytes, data) == Outcome::data);
  CHECK(data == "01234");
  bytes = "56789\r\n2\r\nab";
  REQUIRE(chunked.decode(bytes, data) == Outcome::data);
  CHECK(data == "56789");
  REQUIRE(chunked.decode(bytes, data) == Outcome::data);
  CHECK(data == "ab");
  CHECK(chunked.decode(bytes, data) == Outcome::need_more);
}

TEST_CASE("chunked: framing is to the letter") {
  using std::string_literals::operator""s;
  for (const std::string& bad : {"-2\r\n"s,
                                 "+2\r\n"s,
                                 "0x5\r\n"s,
                                 " 5\r\n"s,
                                 "5 \r\n"s,
                                 "\t5\r\n"s,
                                 "\r\n"s,
                                 "\n"s,
                                 ";a\r\n"s,
                                 "g\r\n"s,
                                 "5\n"s,
                                 "5\rx"s,
                                 "5\r\r\n"s,
                                 "5;a\nb\r\n"s,
                                 "5;\0\r\n"s,
                                 "5;a\rb\r\n"s,
                                 "3\r\nabcd\r\n"s,
                                 "3\r\nabc0\r\n"s,
                                 "3\r\nabc\n0\r\n"s,
                                 "3\r\nabc\rx"s,
                                 "0\r\n\n"s,
                                 "0\r\n folded\r\n"s,
                                 "0\r\n\tx\r\n"s,
                                 "0\r\nX: a\nY: b"s,
                                 "0\r\nX: a\rY: b"s,
                                 "0\r\nX: a\0b\r\n"s,
                                 "0\r\n\rx"s,
                                 "0000000000000000"s,
                                 "FFFFFFFFFFFFFFFFF\r\n"s}) {
    CAPTURE(bad);
    CHECK(take_all(bad).outcome == Outcome::error);
  }
}

TEST_CASE("chunked: sizes reach as far as fifteen digits, extensions and trailers as far as 4 KB") {
  const Taken large = take_all("FFFFFFFFFFFFFFF\r\nab");
  CHECK(large.outcome == Outcome::need_more);
  CHECK(large.body == "ab");
  const std::string much(4000, 'x'), more(200, 'x');
  CHECK(take_all("1;" + much + "\r\na\r\n1;" + much + "\r\nb\r\n0\r\nX" + much + "\r\n\r\n").outcome ==
        Outcome::end);
  CHECK(take_all("1;" + much + more).outcome == Outcome::error);
  CHECK(take_all("0\r\nX" + much + "\r\nY" + more).outcome == Outcome::error);  // all trailers together
}

TEST_CASE("chunked: once broken, it stays broken") {
  ChunkedDecoder chunked;
  Taken taken;
  take(chunked, "-", taken);
  REQUIRE(taken.outcome == Outcome::error);
  std::string_view rest = "2\r\nab\r\n0\r\n\r\n", data;
  CHECK(chunked.decode(rest, data) == Outcome::error);
  CHECK(rest.size() == 12);
}

TEST_CASE("chunked: any body, in any chunks, read in any pieces, is the same body") {
  std::mt19937 dice(3);
  for (int round = 0; round < 2000; ++round) {
    std::string body, bytes;
    for (std::size_t chunks = dice() % 6; chunks > 0; --chunks) {
      std::string data(1 + dice() % 40, '\0');
      for (char& c : data) c = "\r\n0;a\xff"[dice() % 6];
      body += data;
      bytes += chunk(data);
    }
    bytes += "0\r\n\r\nnext";
    ChunkedDecoder chunked;
    Taken taken;
    for (std::string_view rest = bytes; !rest.empty() && taken.outcome != Outcome::end;) {
      const std::string_view piece = rest.substr(0, 1 + dice() % 20);
      rest.remove_prefix(piece.size());
      take(chunked, piece, taken);
      taken.left += rest;
    }
    CHECK(taken.outcome == Outcome::end);
    CHECK(taken.body == body);
    CHECK(taken.left == "next");
  }
}

TEST_CASE("chunked: whatever the bytes, no more comes out than went in") {
  std::mt19937 dice(4);
  int ended = 0, broken = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = whole;
    for (std::size_t changes = 1 + dice() % 3; changes > 0; --changes) {
      bytes[dice() % bytes.size()] = (dice() % 2) ? static_cast<char>(dice()) : "\r\n0;a5F "[dice() % 8];
    }
    const Taken taken = take_all(bytes);
    CHECK(taken.body.size() + taken.left.size() < bytes.size());
    ended += taken.outcome == Outcome::end;
    broken += taken.outcome == Outcome::error;
  }
  CHECK(ended > 1000);
  CHECK(broken > 1000);
}
