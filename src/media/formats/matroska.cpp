// SPDX-License-Identifier: MIT
// Finds locations in Matroska and WebM (RFC 9559 §5.1.8): in tags, each a name and a value. An EBML element
// (RFC 8794) is an identifier, a length and content. The parser enters elements that lead to tags and skips
// all others.
#include <bit>
#include <optional>
#include <string>
#include <vector>

#include "base/text/text.h"
#include "media/formats/location_formats.h"

namespace media {
namespace {

constexpr std::uint64_t segment = 0x18538067, cluster = 0x1F43B675, tags = 0x1254C367, tag = 0x7373,
                        simple_tag = 0x67C8, tag_name = 0x45A3, tag_text = 0x4487, tag_bytes = 0x4485;
constexpr int max_elements = 1'000'000, max_levels = 8;
constexpr std::uint64_t max_name_length = 256;

struct Element {
  std::uint64_t id = 0;
  ByteRange content;
  bool to_the_end = false;  // the length is unknown
};

// The first byte gives the length of the number. Its marker bit is part of an identifier, but not of a
// length.
std::optional<std::uint64_t> number(ByteReader& in, int max_bytes, bool with_mark) {
  const std::uint32_t first = in.read_be(1);
  const int bytes = first == 0 ? 9 : std::countl_zero(static_cast<std::uint8_t>(first)) + 1;
  if (bytes > max_bytes) return {};
  std::uint64_t value = with_mark ? first : first & (0x7FU >> (bytes - 1));
  bool all_ones = value == (0x7FU >> (bytes - 1));
  for (int i = 1; i < bytes; ++i) {
    const std::uint32_t next = in.read_be(1);
    value = value << 8 | next;
    all_ones = all_ones && next == 0xFF;
  }
  if (!in.ok()) return {};
  return all_ones && !with_mark ? UINT64_MAX : value;
}

std::optional<Element> element_at(ByteReader& in) {
  const auto id = number(in, 4, true);
  const auto size = id ? number(in, 8, false) : std::nullopt;
  if (!size) return {};
  const bool to_the_end = *size == UINT64_MAX;
  if (!to_the_end && *size > in.left()) return {};
  return Element{*id, {in.position(), to_the_end ? in.left() : *size}, to_the_end};
}

bool is_location_tag(std::string_view name) {
  return base::ascii_lower(name).find("location") != std::string::npos || is_location_name(name);
}

void look_at_tag(const ByteRange& block, bool located, int level, OverwritePlan& plan) {
  std::vector<ByteRange> values, inner;
  ByteReader in = plan.reader(block);
  while (in.left() > 0 && values.size() < max_name_length && inner.size() < max_name_length) {
    const auto element = element_at(in);
    if (!element) break;
    if (element->id == tag_name && element->content.size <= max_name_length) {
      std::string name;
      for (ByteReader text = plan.reader(element->content); text.left() > 0;)
        name += text.read_available(text.left());
      located = located || is_location_tag(name);
    }
    if (element->id == tag_text || element->id == tag_bytes) values.push_back(element->content);
    if (element->id == simple_tag) inner.push_back(element->content);
    in.seek(element->content.end());
  }
  for (const ByteRange& value : values) {
    if (located) plan.overwrite(value, '\0');  // a text ends at the first zero
  }
  for (const ByteRange& one : inner) {
    if (level < max_levels) look_at_tag(one, located, level + 1, plan);
  }
}

}  // namespace

void location_in_matroska(const ByteRange& file, OverwritePlan& plan) {
  ByteReader in = plan.reader(file);
  for (int elements = 0; in.left() > 0 && elements < max_elements; ++elements) {
    const auto element = element_at(in);
    if (!element) return;
    const bool leads_on = element->id == segment || element->id == tags || element->id == tag ||
                          (element->id == cluster && element->to_the_end);
    if (element->id == simple_tag) look_at_tag(element->content, false, 0, plan);
    if (!leads_on) in.seek(element->content.end());
  }
}

}  // namespace media
