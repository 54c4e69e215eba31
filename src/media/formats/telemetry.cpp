// SPDX-License-Identifier: MIT
#include "media/formats/telemetry.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text/text.h"

namespace media {
namespace {

std::string content_of(int descriptor, const ByteRange& sample) {
  std::string bytes;
  if (sample.size > max_sample_bytes) return bytes;
  for (ByteReader in = reader_of(descriptor, sample); in.left() > 0;) bytes += in.read_available(in.left());
  return bytes;
}

// A part of a Protocol Buffers message.
class Message {
 public:
  Message(std::string_view bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}

  struct Field {
    std::uint64_t number = 0, wire = 0;
    ByteRange place;  // in the file
    std::string_view bytes;
  };

  bool ended() const { return next_ == bytes_.size(); }

  std::optional<Field> next() {
    const auto key = varint();
    if (!key || *key >> 3 == 0) return {};
    Field field{*key >> 3, *key & 7U, {}, {}};
    std::optional<std::uint64_t> size;
    if (field.wire == 0) {
      const std::size_t before = next_;
      if (!varint()) return {};
      size = next_ - before;
      next_ = before;
    }
    if (field.wire == fixed64) size = 8;
    if (field.wire == bytes_field) size = varint();
    if (field.wire == 5) size = 4;
    if (!size || *size > bytes_.size() - next_) return {};
    field.place = {at_ + next_, *size};
    field.bytes = bytes_.substr(next_, static_cast<std::size_t>(*size));
    next_ += field.bytes.size();
    return field;
  }

  static constexpr std::uint64_t fixed64 = 1, bytes_field = 2;

 private:
  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && next_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[next_++]);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    return {};
  }

  std::string_view bytes_;
  std::uint64_t at_;
  std::size_t next_ = 0;
};

constexpr int max_levels = 12;
constexpr std::uint64_t latitude = 2, longitude = 3;  // field numbers of coordinates, both of eight bytes

// Whether the bytes are a complete message. Otherwise they are text.
bool is_message(std::string_view bytes) {
  Message message(bytes, 0);
  while (!message.ended()) {
    if (!message.next()) return false;
  }
  return !bytes.empty();
}

bool look_at_message(std::string_view bytes, std::uint64_t at, int level, const OverwritePlan::Found& found) {
  if (level > max_levels || !is_message(bytes)) return true;
  std::optional<ByteRange> north, east;
  Message message(bytes, at);
  while (!message.ended()) {
    const Message::Field field = *message.next();
    if (field.wire == Message::fixed64 && field.number == latitude) north = field.place;
    if (field.wire == Message::fixed64 && field.number == longitude) east = field.place;
    const bool inner = field.wire == Message::bytes_field;
    if (inner && !look_at_message(field.bytes, field.place.at, level + 1, found)) return false;
  }
  return !north || !east || (found(*north, '\0') && found(*east, '\0'));
}

}  // namespace

// GPMF elements: a key, a type, the length of a value, a count, and the values, padded to four bytes. An
// element of type zero contains further elements.
bool location_in_gpmf_sample(int descriptor, const ByteRange& sample, const OverwritePlan::Found& found) {
  constexpr auto keys = std::to_array<std::string_view>({"GPS5", "GPS9", "GLPI", "GPRI", "BPOS"});
  ByteReader in = reader_of(descriptor, sample);
  while (in.left() >= 8) {
    const std::string key(in.take(4));
    const std::uint32_t type = in.read_be(1), length = in.read_be(1), count = in.read_be(2);
    const std::uint64_t size = std::uint64_t{length} * count;
    if (size > in.left()) return true;
    if (type == 0) continue;
    const bool place = std::ranges::find(keys, key) != keys.end();
    if (place && size > 0 && !found({in.position(), size}, '\0')) return false;
    in.skip(std::min((size + 3) / 4 * 4, in.left()));
  }
  return true;
}

bool location_in_dji_sample(int descriptor, const ByteRange& sample, const OverwritePlan::Found& found) {
  return look_at_message(content_of(descriptor, sample), sample.at, 0, found);
}

// Google's camera motion metadata (CAMM): latitude, longitude and altitude. In type 6 they follow a time and
// a fix type.
bool location_in_camm_sample(int descriptor, const ByteRange& sample, const OverwritePlan::Found& found) {
  constexpr std::uint64_t short_head = 4, long_head = 16, short_place = 24, long_place = 20;
  ByteReader in = reader_of(descriptor, sample);
  in.skip(2);
  const std::uint32_t type = in.read_le(2);
  if (type == 5 && sample.size >= short_head + short_place) {
    return found({sample.at + short_head, short_place}, '\0');
  }
  if (type == 6 && sample.size >= long_head + long_place) {
    return found({sample.at + long_head, long_place}, '\0');
  }
  return true;
}

// "GPS (13.40, 52.52, 34)", "[latitude: 52.52]", "$GPRMC,…": the digits after such a word become zeros.
bool location_in_text_sample(int descriptor, const ByteRange& sample, const OverwritePlan::Found& found) {
  constexpr auto words = std::to_array<std::string_view>({"gps", "latitude", "longitude", "$gp", "$gn"});
  const std::string text = base::ascii_lower(content_of(descriptor, sample));
  for (const std::string_view word : words) {
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      const std::size_t end = std::min(text.find_first_of(")]\n", at), text.size());
      for (std::size_t digit = at; digit < end; ++digit) {
        const bool is_digit = text[digit] >= '0' && text[digit] <= '9';
        if (is_digit && !found({sample.at + digit, 1}, '0')) return false;
      }
    }
  }
  return true;
}

}  // namespace media
