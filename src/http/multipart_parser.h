// SPDX-License-Identifier: MIT
#pragma once

// Parses multipart/form-data (RFC 7578, framing by RFC 2046 §5.1) incrementally, in constant memory.
// Thread safety: an object belongs to one thread.
// Throws: MultipartError.

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/io_buffer.h"

namespace http {

struct Part {
  std::string name;                      // empty when there is none
  std::optional<std::string> file_name;  // as sent, including any path; text fields have none
  std::string content_type;
  bool base64 = false;  // Content-Transfer-Encoding; other values are ignored
};

class PartHandler {
 public:
  virtual ~PartHandler() = default;
  virtual void begin(const Part& part) = 0;
  virtual void data(std::string_view bytes) = 0;
  virtual void end() = 0;
};

// The framing is malformed; what() is safe to show to the client.
struct MultipartError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Returns a parameter of a header value, quoted or not (RFC 9110 §5.6.6). Names are case-insensitive.
std::optional<std::string> parameter_of(std::string_view value, std::string_view name);

// Returns the boundary parameter of a Content-Type, quoted or not. A boundary has 1 to 201 printable ASCII
// characters and does not end in a space, as in Django. Returns nothing when there is no valid one.
std::optional<std::string> parse_boundary(std::string_view content_type);

class MultipartParser {
 public:
  static constexpr std::size_t max_parts = 1000;
  static constexpr std::size_t max_head_bytes = 8192;

  MultipartParser(std::string_view boundary, PartHandler& sink);
  // The caller writes the next bytes of the body to the front of space(), which is never empty, and calls
  // parse(). parse() and feed() throw MultipartError and whatever the PartHandler throws.
  std::span<char> space();
  void parse(std::size_t count);
  void feed(std::string_view bytes);                           // copies and parses the bytes
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
  std::string_view bytes_;  // received bytes in the buffer
  std::size_t at_ = 0;      // parsed so far
  std::size_t parts_ = 0;
};

}  // namespace http
