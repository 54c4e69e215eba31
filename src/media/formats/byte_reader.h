// SPDX-License-Identifier: MIT
#pragma once

// Reads a file from front to back through one buffer and enforces its end.
//
// Reads past the end return zeros and make ok() false permanently. Callers check ok() at the end and in every
// loop, not after every read. A returned view is valid until the next call.
// Thread safety: one thread at a time.
// Throws: base::DiskError.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/io_buffer.h"

namespace media {

// Decodes up to four bytes, most or least significant byte first.
std::uint32_t big_endian(std::string_view bytes);
std::uint32_t little_endian(std::string_view bytes);

class ByteReader {
 public:
  static constexpr std::size_t first_bytes = 4 * 1024, piece_bytes = base::IoBuffer::size;
  static constexpr std::size_t max_at_once = 64;

  ByteReader(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  // A copy has the same position and its own buffer.
  ByteReader(const ByteReader& other)
      : descriptor_(other.descriptor_),
        size_(other.size_),
        position_(other.position_),
        ok_(other.ok_),
        too_many_pixels_(other.too_many_pixels_) {}
  ByteReader(ByteReader&&) = default;
  ByteReader& operator=(ByteReader&&) = default;
  ~ByteReader() = default;

  // A reader of the same file that starts at `at` and ends after `count` bytes.
  ByteReader part(std::uint64_t at, std::uint64_t count) const {
    ByteReader in(descriptor_, at + count);
    in.seek(at);
    return in;
  }

  bool ok() const { return ok_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t position() const { return position_; }
  std::uint64_t left() const { return size_ - position_; }

  // These functions throw base::DiskError.
  std::string_view take(std::size_t count);             // exactly `count` bytes, at most max_at_once
  std::string_view read_available(std::uint64_t most);  // buffered bytes, up to `most`; empty only at the end
  std::uint32_t read_be(std::size_t bytes) { return big_endian(take(bytes)); }
  std::uint32_t read_le(std::size_t bytes) { return little_endian(take(bytes)); }
  bool skip_past(char byte);  // false if the rest of the file has none

  // Skips entropy-coded JPEG data (ITU T.81) past the next 0xFF that neither a zero nor a restart marker
  // follows. Returns false if there is none.
  bool skip_scan();

  // Whether an image may have these dimensions. Records if they exceed max_pixels.
  bool sensible(std::uint64_t width, std::uint64_t height);
  bool too_many_pixels() const { return too_many_pixels_; }

  void skip(std::uint64_t count);
  void seek(std::uint64_t position);

 private:
  std::string_view buffered() const;
  void fill();
  void fail();

  int descriptor_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
  std::uint64_t start_ = 0;               // file offset of the piece
  std::optional<base::IoBuffer> buffer_;  // allocated by the first read
  std::string_view piece_;                // view of the buffer
  bool ok_ = true, too_many_pixels_ = false;
};

}  // namespace media
