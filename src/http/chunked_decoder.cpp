// SPDX-License-Identifier: MIT
#include "http/chunked_decoder.h"

#include <algorithm>

namespace http {
namespace {

constexpr unsigned max_overhead = 4096;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ChunkedDecoder::Result ChunkedDecoder::decode(std::string_view& bytes, std::string_view& data) {
  while (state_ != State::done) {
    if (state_ == State::broken) return Result::error;
    if (bytes.empty()) return Result::need_more;
    if (state_ == State::data) {
      data = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
      bytes.remove_prefix(data.size());
      left_ -= data.size();
      if (left_ == 0) state_ = State::data_cr;
      return Result::data;
    }
    const char c = bytes.front();
    bytes.remove_prefix(1);
    if (!step(c)) state_ = State::broken;
  }
  return Result::end;
}

bool ChunkedDecoder::add_size_digit(char c) {
  const int value = hex_value(c);
  if (value < 0 || ++digits_ > 15) return false;
  left_ = left_ * 16 + static_cast<std::uint64_t>(value);
  return true;
}

// Processes one byte of framing. Returns false when it is not valid in the current state.
bool ChunkedDecoder::step(char c) {
  const auto go = [this](State next) {
    state_ = next;
    return true;
  };
  switch (state_) {
    case State::size:
      if (c == '\r' && digits_ > 0) return go(State::size_lf);
      if (c == ';' && digits_ > 0) return go(State::extension);
      return add_size_digit(c);
    case State::extension:
      if (c == '\r') return go(State::size_lf);
      return c != '\n' && c != '\0' && ++overhead_ <= max_overhead;
    case State::size_lf:
      overhead_ = 0;
      return c == '\n' && go(left_ == 0 ? State::trailer_start : State::data);
    case State::data_cr:
      return c == '\r' && go(State::data_lf);
    case State::data_lf:
      digits_ = 0;
      return c == '\n' && go(State::size);
    case State::trailer_start:
      if (c == '\r') return go(State::end_lf);
      return c != '\n' && c != ' ' && c != '\t' && go(State::trailer);
    case State::trailer:
      if (c == '\r') return go(State::trailer_lf);
      return c != '\n' && c != '\0' && ++overhead_ <= max_overhead;
    case State::trailer_lf:
      return c == '\n' && go(State::trailer_start);
    case State::end_lf:
      return c == '\n' && go(State::done);
    case State::data:
    case State::done:
    case State::broken:
      break;
  }
  return false;
}

}  // namespace http
