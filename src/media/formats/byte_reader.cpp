// SPDX-License-Identifier: MIT
#include "media/formats/byte_reader.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/files.h"
#include "media/formats/sniff.h"

namespace media {

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

std::string_view ByteReader::take(std::size_t count) {
  static constexpr std::array<char, max_at_once> zeros{};
  if (count > left()) {
    fail();
    return {zeros.data(), count};
  }
  if (buffered().size() < count) fill();
  const std::string_view taken = buffered().substr(0, count);
  position_ += count;
  return taken;
}

std::string_view ByteReader::read_available(std::uint64_t most) {
  if (left() == 0) {
    fail();
    return {};
  }
  if (buffered().empty()) fill();
  const std::string_view taken =
      buffered().substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(most, piece_bytes)));
  position_ += taken.size();
  return taken;
}

bool ByteReader::skip_past(char byte) {
  while (left() > 0) {
    const std::string_view piece = read_available(left());
    if (const std::size_t found = piece.find(byte); found != piece.npos) {
      position_ -= piece.size() - found - 1;
      return true;
    }
  }
  fail();
  return false;
}

bool ByteReader::skip_scan() {
  const auto is_data = [](unsigned char code) { return code == 0 || (code >= 0xD0 && code <= 0xD7); };
  while (left() >= 2) {
    if (buffered().size() < 2) fill();
    const std::string_view piece = buffered();
    const std::size_t found = std::min(piece.find('\xFF'), piece.size());
    position_ += found;
    if (found + 1 >= piece.size()) continue;
    ++position_;
    if (!is_data(static_cast<unsigned char>(piece[found + 1]))) return true;
  }
  fail();
  return false;
}

bool ByteReader::sensible(std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) return false;
  const bool fits = width <= max_pixels && height <= max_pixels / width;
  too_many_pixels_ = too_many_pixels_ || !fits;
  return fits;
}

void ByteReader::skip(std::uint64_t count) {
  if (count > left()) {
    fail();
  } else {
    position_ += count;
  }
}

void ByteReader::seek(std::uint64_t position) {
  if (position > size_ || !ok_) {
    fail();
  } else {
    position_ = position;
  }
}

// The buffered bytes from the current position on.
std::string_view ByteReader::buffered() const {
  if (position_ < start_ || position_ - start_ > piece_.size()) return {};
  return piece_.substr(static_cast<std::size_t>(position_ - start_));
}

// The first read is small, which suffices for metadata. Sequential reads get large pieces.
void ByteReader::fill() {
  const bool goes_on = position_ > start_ && position_ - start_ <= piece_.size();
  const auto size =
      static_cast<std::size_t>(std::min<std::uint64_t>(goes_on ? piece_bytes : first_bytes, left()));
  if (!buffer_) buffer_.emplace();
  start_ = position_;
  piece_ = {};
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got =
        ::pread(descriptor_, buffer_->data() + filled, size - filled, static_cast<off_t>(start_ + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw base::DiskError(errno, "read an image");
    if (got == 0) throw base::DiskError(EIO, "read an image that became shorter");
    filled += static_cast<std::size_t>(got);
  }
  piece_ = {buffer_->data(), size};
}

void ByteReader::fail() {
  ok_ = false;
  position_ = size_;
}

}  // namespace media
