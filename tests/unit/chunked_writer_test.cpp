// SPDX-License-Identifier: MIT
#include "http/chunked_writer.h"

#include <doctest/doctest.h>

#include <string>

#include "http/chunked_decoder.h"

namespace {

std::string chunk_of(const std::string& data, std::string buffer = "what was there") {
  http::begin_chunk(buffer);
  buffer += data;
  const std::size_t begin = http::end_chunk(buffer);
  return buffer.substr(begin);
}

}  // namespace

TEST_CASE("chunked writer: a chunk is its size without leading zeros, the data, and its end") {
  CHECK(chunk_of("hello") == "5\r\nhello\r\n");
  CHECK(chunk_of(std::string(16, 'x')) == "10\r\n" + std::string(16, 'x') + "\r\n");
  CHECK(chunk_of(std::string(0xABCDE, 'x')).starts_with("abcde\r\nxx"));
  CHECK(chunk_of("\r\n0\r\n\r\n") == "7\r\n\r\n0\r\n\r\n\r\n");
}

TEST_CASE("chunked writer: no data is the last chunk") { CHECK(chunk_of("") == "0\r\n\r\n"); }

TEST_CASE("chunked writer: what is written is what is read") {
  const std::string all = chunk_of("one") + chunk_of(std::string(70'000, 'y')) + chunk_of("") + "GET";
  http::ChunkedDecoder chunked;
  std::string_view rest = all, data;
  std::string body;
  while (chunked.decode(rest, data) == http::ChunkedDecoder::Result::data) body += data;
  CHECK(body == "one" + std::string(70'000, 'y'));
  CHECK(rest == "GET");
}
