// SPDX-License-Identifier: MIT
#pragma once

// multipart/form-data (RFC 7578, framing by RFC 2046 §5.1) read as it arrives, in constant memory.
// Pure: bytes in, calls out. One thread.

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/io_buffer.h"

namespace http {

struct Part {
  std::string name;                      // empty when it says none
  std::optional<std::string> file_name;  // as sent, path and all; a text field has none
  std::string content_type;
  bool base64 = false;  // Content-Transfer-Encoding; any other is as good as none
};

class PartHandler {
 public:
  virtual ~PartHandler() = default;
  virtual void begin(const Part& part) = 0;
  virtual void data(std::string_view bytes) = 0;
  virtual void end() = 0;
};

// What is wrong with the framing; what() is fit to be shown to the sender.
struct MultipartError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A parameter of a header's value, quoted or not (RFC 9110 §5.6.6); names without regard to case.
std::optional<std::string> parameter_of(std::string_view value, std::string_view name);

// The boundary parameter of a Content-Type, quoted or not; nothing when there is none or it is no boundary:
// 1 to 201 printable characters of ASCII, not a blank at the end, as Django has it.
std::optional<std::string> parse_boundary(std::string_view content_type);

class MultipartParser {
 public:
  static constexpr std::size_t max_parts = 1000;
  static constexpr std::size_t max_head_bytes = 8192;

  MultipartParser(std::string_view boundary, PartHandler& sink);
  // The next bytes of the body are put at the front of space(), which is never empty, and then parsed. All
  // three throw MultipartError and whatever the sink throws.
  std::span<char> space();
  void parse(std::size_t count);
  void feed(std::string_view bytes);                           // copies and parses them
  bool complete() const { return state_ == State::epilogue; }  // the closing boundary has been seen

 private:
  enum class State { preamble, after_boundary, head, data, epilogue };
  bool step();
  bool skip_to_boundary();
  bool read_after_boundary();
  bool read_head();
  bool read_data();

  const std::string delimiter_;  // CRLF "--" boundary
  PartHandler& sink_;
  State state_ = State::preamble;
  base::IoBuffer buffer_;
  std::string_view bytes_;  // in the buffer, not parsed yet
  std::size_t at_ = 0;      // of them, parsed so far
  std::size_t parts_ = 0;
};

}  // namespace http
