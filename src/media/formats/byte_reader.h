// SPDX-License-Identifier: MIT
#pragma once

// Reads a file from front to back through one buffer, and knows where it ends.
//
// Beyond the end there are zeros, and ok() turns false for good: whoever walks a file asks at the end, and in
// every loop, and need not ask at every step. What is viewed is valid until the next call. One thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/io_buffer.h"

namespace media {

// Numbers of up to four bytes, the highest byte first or last.
std::uint32_t big_endian(std::string_view bytes);
std::uint32_t little_endian(std::string_view bytes);

class ByteReader {
 public:
  static constexpr std::size_t first_bytes = 4 * 1024, piece_bytes = base::IoBuffer::size;
  static constexpr std::size_t max_at_once = 64;

  ByteReader(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  // A copy is at the same position and has a buffer of its own.
  ByteReader(const ByteReader& other)
      : descriptor_(other.descriptor_),
        size_(other.size_),
        position_(other.position_),
        ok_(other.ok_),
        too_many_pixels_(other.too_many_pixels_) {}
  ByteReader(ByteReader&&) = default;
  ByteReader& operator=(ByteReader&&) = default;
  ~ByteReader() = default;

  // The same file, from `at` on, as if it ended behind `count` bytes.
  ByteReader part(std::uint64_t at, std::uint64_t count) const {
    ByteReader in(descriptor_, at + count);
    in.seek(at);
    return in;
  }

  bool ok() const { return ok_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t position() const { return position_; }
  std::uint64_t left() const { return size_ - position_; }

  // All of these throw base::DiskError.
  std::string_view take(std::size_t count);             // exactly so many, at most max_at_once
  std::string_view read_available(std::uint64_t most);  // as many as are at hand; none only at the end
  std::uint32_t read_be(std::size_t bytes) { return big_endian(take(bytes)); }
  std::uint32_t read_le(std::size_t bytes) { return little_endian(take(bytes)); }
  bool skip_past(char byte);  // false when there is none up to the end

  // JPEG's coded data (ITU T.81): up to behind the next 0xFF that is followed by neither zero nor a restart
  // marker; false when there is none up to the end.
  bool skip_scan();

  // Whether an image may have these dimensions. Whether one had more than max_pixels is noted.
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
  std::uint64_t start_ = 0;               // of the piece, in the file
  std::optional<base::IoBuffer> buffer_;  // from the first read on
  std::string_view piece_;                // in it
  bool ok_ = true, too_many_pixels_ = false;
};

}  // namespace media
