// SPDX-License-Identifier: MIT
// Checks whether the first scan of a JPEG is complete: walks the codes of its blocks (ITU T.81, F.2.2) until
// all are found. No coefficient is stored. Each block takes bits, so hostile files cost at most one pass.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "media/formats/image_formats.h"
#include "media/formats/jpeg_markers.h"

namespace media {
namespace {

using namespace jpeg;

constexpr std::uint32_t block_edge = 8, max_code_length = 16;

// T.81, C and F.2.2.3: codes of the same length are consecutive numbers.
struct HuffmanTable {
  std::array<std::uint32_t, max_code_length + 1> first_code{}, count{}, first_value{};
  std::string values;

  void read(ByteReader& in) {
    std::uint32_t code = 0, total = 0;
    for (std::uint32_t length = 1; length <= max_code_length; ++length) {
      count[length] = in.read_be(1);
      first_code[length] = code;
      first_value[length] = total;
      total += count[length];
      code = (code + count[length]) << 1;
    }
    values.clear();
    for (std::uint32_t i = 0; i < total && in.ok(); ++i) values += in.take(1);
  }
};

// The bits of a scan, up to the first marker other than a restart marker.
class Bits {
 public:
  explicit Bits(ByteReader& in) : in_(in) {}

  bool ok() const { return ok_; }
  std::uint32_t bit() {
    if (count_ == 0) next_byte();
    return byte_ >> --count_ & 1U;
  }
  void skip(std::uint32_t bits) {
    while (ok_ && bits-- > 0) bit();
  }
  bool restart() {
    count_ = 0;
    ok_ = ok_ && in_.read_be(1) == 0xFF;
    const std::uint32_t code = code_after_fill(in_);
    return ok_ = ok_ && code >= 0xD0 && code <= 0xD7;
  }
  std::uint32_t value(const HuffmanTable& table) {
    std::uint32_t code = 0;
    for (std::uint32_t length = 1; length <= max_code_length && ok_; ++length) {
      code = code << 1 | bit();
      const std::uint32_t at = code - table.first_code[length];
      if (code < table.first_code[length] || at >= table.count[length]) continue;
      const std::size_t index = table.first_value[length] + at;
      return index < table.values.size() ? static_cast<unsigned char>(table.values[index]) : 0;
    }
    ok_ = false;
    return 0;
  }

 private:
  void next_byte() {
    byte_ = in_.read_be(1);
    count_ = 8;
    if (byte_ == 0xFF) ok_ = ok_ && in_.read_be(1) == 0;
    ok_ = ok_ && in_.ok();
  }

  ByteReader& in_;
  std::uint32_t byte_ = 0, count_ = 0;
  bool ok_ = true;
};

struct Component {
  std::uint32_t id = 0, across = 1, down = 1;  // its sampling factors
  std::uint32_t dc = 0, ac = 0;                // its tables in the scan
};

std::uint64_t divided_up(std::uint64_t number, std::uint64_t by) { return (number + by - 1) / by; }

class FirstScan {
 public:
  explicit FirstScan(ByteReader& in) : in_(in) {}

  bool complete() {
    in_.skip(2);
    while (in_.skip_scan()) {
      const std::uint32_t code = code_after_fill(in_);
      if (stands_alone(code)) continue;
      const std::uint64_t segment = in_.position(), end = segment + in_.read_be(2);
      if (code == huffman_tables) read_tables(end);
      if (code == restart_interval) interval_ = in_.read_be(2);
      if (code == 0xC0 || code == 0xC1) read_frame();
      const bool found = code == start_of_scan;
      if ((found && !read_scan()) || !in_.ok()) return false;
      in_.seek(end);
      if (found) return walk();
    }
    return false;
  }

 private:
  void read_tables(std::uint64_t end) {
    while (in_.ok() && in_.position() < end) {
      const std::uint32_t which = in_.read_be(1);
      tables_[(which >> 4 & 1U) * 4 + (which & 3U)].read(in_);
    }
  }

  void read_frame() {
    in_.skip(1);
    height_ = in_.read_be(2);
    width_ = in_.read_be(2);
    frame_.resize(std::min<std::uint32_t>(in_.read_be(1), 4));
    for (Component& one : frame_) {
      one.id = in_.read_be(1);
      const std::uint32_t sampling = in_.read_be(1);
      in_.skip(1);
      one.across = std::clamp(sampling >> 4, 1U, 4U);
      one.down = std::clamp(sampling & 0xFU, 1U, 4U);
    }
  }

  bool read_scan() {
    for (std::uint32_t count = in_.read_be(1); count > 0 && in_.ok(); --count) {
      const std::uint32_t id = in_.read_be(1), tables = in_.read_be(1);
      const auto found = std::ranges::find(frame_, id, &Component::id);
      if (found == frame_.end()) return false;
      scan_.push_back(*found);
      scan_.back().dc = tables >> 4 & 3U;
      scan_.back().ac = 4 + (tables & 3U);
    }
    return !scan_.empty();
  }

  // A scan of one component has only the blocks with samples. A scan of several has all units.
  std::uint64_t units() const {
    const std::uint64_t across = std::ranges::max(frame_, {}, &Component::across).across;
    const std::uint64_t down = std::ranges::max(frame_, {}, &Component::down).down;
    if (scan_.size() > 1) {
      return divided_up(width_, block_edge * across) * divided_up(height_, block_edge * down);
    }
    const Component& one = scan_.front();
    return divided_up(divided_up(width_ * one.across, across), block_edge) *
           divided_up(divided_up(height_ * one.down, down), block_edge);
  }

  bool walk() {
    Bits bits(in_);
    const std::uint64_t count = units();
    for (std::uint64_t unit = 0; unit < count && bits.ok(); ++unit) {
      if (interval_ > 0 && unit > 0 && unit % interval_ == 0 && !bits.restart()) return false;
      walk_unit(bits);
    }
    return bits.ok();
  }

  void walk_unit(Bits& bits) const {
    for (const Component& one : scan_) {
      const std::uint32_t blocks = scan_.size() > 1 ? one.across * one.down : 1;
      for (std::uint32_t i = 0; i < blocks && bits.ok(); ++i) walk_block(bits, one);
    }
  }

  void walk_block(Bits& bits, const Component& one) const {
    bits.skip(bits.value(tables_[one.dc]));
    for (std::uint32_t at = 1; at < block_edge * block_edge && bits.ok(); ++at) {
      const std::uint32_t value = bits.value(tables_[one.ac]), size = value & 0xFU, zeros = value >> 4;
      if (size == 0 && zeros != 0xF) return;
      at += zeros;
      bits.skip(size);
    }
  }

  ByteReader& in_;
  std::array<HuffmanTable, 8> tables_;  // four for DC, four for AC
  std::vector<Component> frame_, scan_;
  std::uint64_t width_ = 0, height_ = 0;
  std::uint32_t interval_ = 0;
};

}  // namespace

std::optional<std::uint64_t> end_of_scan(ByteReader in) {
  return FirstScan(in).complete() ? std::optional(in.position()) : std::nullopt;
}

}  // namespace media
