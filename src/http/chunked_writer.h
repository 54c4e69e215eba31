// SPDX-License-Identifier: MIT
#pragma once

// Encodes a body with the chunked transfer coding (RFC 9112 §7.1). A chunk is built in the buffer that it is
// sent from, without a copy. Extensions and trailers are not used.
// Thread safety: any thread may call.

#include <cstddef>
#include <string>

namespace http {

// Resets the buffer to the space reserved for the chunk size. The caller then appends the data.
void begin_chunk(std::string& buffer);
// Frames the data as a chunk; without data, as the last chunk. Returns the offset in the buffer where the
// chunk begins.
std::size_t end_chunk(std::string& buffer);

}  // namespace http
