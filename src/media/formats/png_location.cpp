// SPDX-License-Identifier: MIT
// Finds locations in PNG: in chunks of Exif, XMP and text. Each chunk has a checksum.
#include <algorithm>
#include <cctype>
#include <string>

#include "base/text/text.h"
#include "media/formats/inflate.h"
#include "media/formats/location_formats.h"

namespace media {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1A\n";
constexpr std::string_view xmp_keyword = {"XML:com.adobe.xmp\0", 18}, raw_profile = "Raw profile type ";
constexpr std::size_t max_head_bytes = ByteReader::max_at_once;
constexpr std::size_t max_profile_bytes = 256 * 1024;
constexpr std::string_view nobodys = "blNk";  // ancillary and private, so readers skip it

// Overwrites a whole chunk. `chunk` spans its type and data.
void hide(const ByteRange& chunk, OverwritePlan& plan) {
  plan.overwrite(chunk.from(nobodys.size()), '\0');
  plan.overwrite_structure({chunk.at, nobodys.size()}, '\0', nobodys);
}

// The keyword is followed by a compression flag and method, a language, the translated keyword, and the text.
void look_at_xmp(const ByteRange& chunk, const ByteRange& data, OverwritePlan& plan) {
  ByteReader in = plan.reader(data.from(xmp_keyword.size()));
  const bool compressed = in.read_be(1) != 0;
  in.skip(1);
  const bool complete = in.skip_past('\0') && in.skip_past('\0');
  if (compressed) return hide(chunk, plan);
  if (complete) location_in_xmp({in.position(), in.left()}, plan);
}

// An ImageMagick profile: a name, a length and hexadecimal digits. Each starts on a line of its own.
std::string profile_bytes(std::string_view text) {
  const std::size_t name_end = text.find('\n', 1);
  const std::size_t begin = name_end == text.npos ? text.npos : text.find('\n', name_end + 1);
  std::string bytes;
  if (!text.starts_with('\n') || begin == text.npos) return bytes;
  constexpr std::string_view digits = "0123456789abcdef";
  std::size_t high = digits.npos;
  for (const char c : base::ascii_lower(text.substr(begin))) {
    const std::size_t digit = digits.find(c);
    if (digit == digits.npos) continue;
    if (high != digits.npos) bytes += static_cast<char>(high << 4 | digit);
    high = high == digits.npos ? digit : digits.npos;
  }
  return bytes;
}

// Returns the orientation in the first Exif directory, or 0 if there is none.
std::uint32_t orientation_in(std::string_view exif) {
  constexpr std::size_t head = 8, entry_bytes = 12;
  constexpr std::uint32_t orientation = 0x112;
  if (exif.starts_with("Exif")) exif.remove_prefix(std::min<std::size_t>(6, exif.size()));
  if (exif.size() < head) return 0;
  const auto decode = exif.starts_with("II") ? little_endian : big_endian;
  const std::size_t at = decode(exif.substr(4, 4));
  if (at > exif.size() || exif.size() - at < 2) return 0;
  const std::uint32_t count = decode(exif.substr(at, 2));
  exif.remove_prefix(at + 2);
  for (std::uint32_t i = 0; i < count && exif.size() >= entry_bytes; ++i) {
    if (decode(exif.substr(0, 2)) == orientation) return decode(exif.substr(8, 2));
    exif.remove_prefix(entry_bytes);
  }
  return 0;
}

// A profile of Exif data that contains only an orientation.
std::string profile_of(std::uint32_t orientation, std::string_view name) {
  std::string exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25);
  exif += static_cast<char>(orientation);
  exif.resize(32, '\0');
  return "\n" + std::string(name) + "\n      32\n" + base::hex(exif) + "\n";
}

// Returns the text of a profile, or "" if it cannot be read.
std::string profile_text(std::string_view type, const ByteRange& data, OverwritePlan& plan) {
  std::string text;
  if (data.size > max_profile_bytes) return text;
  for (ByteReader in = plan.reader(data); in.left() > 0;) text += in.read_available(in.left());
  text.erase(0, std::min(text.find('\0'), text.size()) + 1);
  if (type == "tEXt" || text.starts_with('\n')) return text;  // the latter after an interrupted rewrite
  const bool packed = type == "zTXt" && text.starts_with('\0');
  return packed ? inflate(std::string_view(text).substr(1), max_profile_bytes).value_or("") : "";
}

// A profile cannot be edited in place. It is reduced to its orientation, if it has one.
void look_at_profile(std::string_view head, const ByteRange& chunk, OverwritePlan& plan) {
  const std::string_view keyword = head.substr(4, head.find('\0', 4) - 4);
  const std::string name(keyword.substr(raw_profile.size()));
  if (name.starts_with("ic")) return;  // colour profile
  const std::string bytes = profile_bytes(profile_text(head.substr(0, 4), chunk.from(4), plan));
  const std::uint32_t turned = orientation_in(bytes);
  const std::string text = std::string(keyword) + '\0' + profile_of(turned, name);
  if (turned <= 1 || turned > 8 || text.size() + 4 > chunk.size) return hide(chunk, plan);
  plan.overwrite(chunk.from(4), ' ', text);
  plan.overwrite_structure({chunk.at, 4}, '\0', "tEXt");
}

// ImageMagick writes "exif:GPSLatitude", for example.
bool is_location_keyword(std::string_view keyword) {
  keyword = keyword.substr(0, keyword.find('\0'));
  return is_location_name(keyword.substr(keyword.rfind(':') + 1));
}

// Returns whether the chunk may contain a location. A chunk with an interrupted overwrite has no keyword.
bool look_at_text(std::string_view head, const ByteRange& chunk, OverwritePlan& plan) {
  const std::string_view type = head.substr(0, 4), keyword = head.substr(4);
  if (keyword.starts_with(raw_profile)) {
    look_at_profile(head, chunk, plan);
  } else if (keyword.starts_with(xmp_keyword)) {
    if (type == "iTXt") look_at_xmp(chunk, chunk.from(4), plan);
    if (type == "zTXt") hide(chunk, plan);
    if (type == "tEXt") location_in_xmp(chunk.from(4 + xmp_keyword.size()), plan);
  } else if (is_location_keyword(keyword) || keyword.starts_with('\0')) {
    hide(chunk, plan);
  } else {
    return false;
  }
  return true;
}

// `head` is the start of the chunk: its type and a keyword.
void look_at_chunk(std::string_view head, const ByteRange& chunk, OverwritePlan& plan) {
  const std::string_view type = head.substr(0, 4);
  const std::size_t before = plan.count();
  bool may_say = type == "eXIf" || type == nobodys;
  if (type == "eXIf") location_in_exif(skip_exif_header(chunk.from(4), plan), plan);
  if (type == "iTXt" || type == "tEXt" || type == "zTXt") may_say = look_at_text(head, chunk, plan);
  if (may_say) plan.recompute_crc(chunk, plan.count() != before);
}

}  // namespace

void location_in_png(const ByteRange& file, OverwritePlan& plan) {
  ByteReader in = plan.reader(file);
  if (in.take(signature.size()) != signature) return;
  while (in.left() >= 12) {
    const std::uint64_t length = in.read_be(4);
    const std::uint64_t chunk = in.position();
    if (4 + length + 4 > in.left()) return;
    const std::string head(
        in.take(static_cast<std::size_t>(std::min<std::uint64_t>(4 + length, max_head_bytes))));
    look_at_chunk(head, {chunk, 4 + length}, plan);
    in.seek(chunk + 4 + length + 4);
  }
}

}  // namespace media
