// SPDX-License-Identifier: MIT
// Input: a byte that decides the pieces, then a chunked body and what follows it.
// It means the same and ends at the same byte however it comes, and written anew it is the same body.

#include <array>
#include <charconv>

#include "fuzz/fuzz.h"
#include "http/chunked_decoder.h"

namespace {

using Result = http::ChunkedDecoder::Result;

struct Read {
  std::string data;
  std::size_t taken = 0;
  Result outcome = Result::need_more;
  bool operator==(const Read&) const = default;
};

void go_on(http::ChunkedDecoder& chunked, std::string_view bytes, Read& read) {
  if (read.outcome == Result::end || read.outcome == Result::error) return;
  const std::size_t given = bytes.size();
  do {
    std::string_view data;
    const std::size_t before = bytes.size();
    read.outcome = chunked.decode(bytes, data);
    fuzz::require(bytes.size() < before || read.outcome != Result::data, "data are taken off the front");
    fuzz::require(read.outcome != Result::data || !data.empty(), "no empty data");
    if (read.outcome == Result::data) read.data += data;
  } while (read.outcome == Result::data);
  fuzz::require(read.outcome != Result::need_more || bytes.empty(), "more is asked for when all is taken");
  read.taken += given - bytes.size();
}

Read read_at_once(std::string_view bytes) {
  http::ChunkedDecoder chunked;
  Read read;
  go_on(chunked, bytes, read);
  return read;
}

Read read_in_pieces(std::string_view bytes, std::uint8_t seed) {
  http::ChunkedDecoder chunked;
  Read read;
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) { go_on(chunked, piece, read); });
  return read;
}

std::string written(std::string_view body) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), body.size(), 16).ptr;
  const std::string chunk = std::string(digits.data(), end) + "\r\n" + std::string(body) + "\r\n";
  return (body.empty() ? "" : chunk) + "0\r\n\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes = fuzz::view(data, size);
  const std::uint8_t seed = fuzz::take_byte(bytes);
  const Read at_once = read_at_once(bytes);
  fuzz::require(at_once.data.size() <= at_once.taken, "a body is no longer than what has come");
  fuzz::require(at_once == read_in_pieces(bytes, seed), "the same however it comes");
  if (at_once.outcome != Result::end) return 0;
  fuzz::require(bytes.substr(0, at_once.taken).ends_with("\r\n"), "the end is the end of a line");
  const Read again = read_at_once(written(at_once.data));
  fuzz::require(again.outcome == Result::end && again.data == at_once.data, "the same body written anew");
  return 0;
}
