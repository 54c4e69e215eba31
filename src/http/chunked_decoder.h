// SPDX-License-Identifier: MIT
#pragma once

// The chunked transfer coding (RFC 9112 §7.1) taken apart as it arrives. Extensions and trailers are read
// over and dropped, within bounds. Pure; one thread.

#include <cstdint>
#include <string_view>

namespace http {

class ChunkedDecoder {
 public:
  enum class Result { need_more, data, end, error };

  // Takes from the front of `bytes`. data: `data` is a view of body bytes (as many as there are of the
  // chunk); more: all of `bytes` was taken and more is needed; end: what is left belongs to the next request;
  // broken: for good, nothing after it means anything.
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
  std::uint64_t left_ = 0;  // of the chunk
  unsigned digits_ = 0;
  unsigned overhead_ = 0;  // bytes of the present extension, or of all trailers
};

}  // namespace http
