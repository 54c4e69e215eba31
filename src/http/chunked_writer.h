// SPDX-License-Identifier: MIT
#pragma once

// The chunked transfer coding (RFC 9112 §7.1) of a body that is sent: a chunk is made in the buffer that it
// is sent from, without a copy. Extensions and trailers are not used. Pure.

#include <cstddef>
#include <string>

namespace http {

// The buffer then has room for a chunk's size alone. The data is appended to it.
void begin_chunk(std::string& buffer);
// Makes a chunk of the data, of no data the last one. Returns where it begins in the buffer.
std::size_t end_chunk(std::string& buffer);

}  // namespace http
