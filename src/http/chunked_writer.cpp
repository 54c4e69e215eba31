// SPDX-License-Identifier: MIT
#include "http/chunked_writer.h"

#include <charconv>
#include <cstring>

namespace http {
namespace {

constexpr std::size_t max_head_bytes = 16 + 2;  // the size in hexadecimal digits, CRLF

}  // namespace

void begin_chunk(std::string& buffer) { buffer.assign(max_head_bytes, ' '); }

std::size_t end_chunk(std::string& buffer) {
  char head[max_head_bytes];
  char* end = std::to_chars(head, head + sizeof head, buffer.size() - max_head_bytes, 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  const auto size = static_cast<std::size_t>(end - head);
  const std::size_t begin = max_head_bytes - size;
  std::memcpy(buffer.data() + begin, head, size);
  buffer += "\r\n";  // ends the data, or the trailers of the last chunk
  return begin;
}

}  // namespace http
