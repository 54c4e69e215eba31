// SPDX-License-Identifier: MIT
#pragma once

// Decodes the chunked transfer coding (RFC 9112 §7.1) incrementally. Skips chunk extensions and trailers,
// within size limits.
// Thread safety: an object belongs to one thread.

#include <cstdint>
#include <string_view>

namespace http {

class ChunkedDecoder {
 public:
  enum class Result { need_more, data, end, error };

  // Consumes bytes from the front of `bytes`. data: `data` is a view of body bytes, at most the rest of the
  // chunk. need_more: all of `bytes` has been consumed. end: the remaining bytes belong to the next request.
  // error: malformed framing; every later call returns error too.
  Result decode(std::string_view& bytes, std::string_view& data);

 private:
  enum class State {
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer,
    trailer_lf,
    end_lf,
    done,
    broken
  };
  bool step(char c);
  bool add_size_digit(char c);

  State state_ = State::size;
  std::uint64_t left_ = 0;  // bytes left in the chunk
  unsigned digits_ = 0;
  unsigned overhead_ = 0;  // bytes of the current extension, or of all trailers
};

}  // namespace http
