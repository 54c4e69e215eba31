// SPDX-License-Identifier: MIT
// XMP (ISO 16684): RDF in XML. A property is an attribute, or an element with its content. Properties are
// recognised by their local name, because writers may choose any prefix.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "base/text/text.h"
#include "media/formats/location_formats.h"

namespace media {
namespace {

constexpr std::uint64_t max_read_at_once = 1 << 20;
constexpr std::size_t max_name_length = 64;
constexpr std::string_view nothing_said = R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"/>)";

// GPSLatitude, GpsLongitude, Location, LocationCreated, LocationShown, CountryCode …
constexpr auto beginnings = std::to_array<std::string_view>({"gps", "location", "country"});
// Darwin Core: decimalLatitude, verbatimCoordinates and the like.
constexpr auto parts = std::to_array<std::string_view>({"latitude", "longitude", "coordinates", "locality"});
constexpr auto names = std::to_array<std::string_view>(
    {"city", "state", "provincestate", "sublocation", "worldregion", "lat", "long", "lat_long", "county",
     "municipality", "stateprovince", "highergeography", "footprintwkt", "geotag", "geohash"});

constexpr std::string_view blanks_of_xml = " \t\r\n";

bool of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

std::string_view name_at(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  const auto end = std::ranges::find_if_not(rest, of_name);
  return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

// Returns the position of the colon in the next location name.
std::size_t find_location(std::string_view text, std::size_t from) {
  std::size_t at = text.find(':', from);
  while (at != text.npos && !is_location_name(name_at(text, at + 1))) at = text.find(':', at + 1);
  return at;
}

struct Span {
  std::size_t from = 0, to = 0;
};

std::optional<std::size_t> behind(std::string_view text, std::string_view what, std::size_t from) {
  const std::size_t found = text.find(what, from);
  return found == text.npos ? std::nullopt : std::optional(found + what.size());
}

// `name` includes the prefix.
std::optional<Span> element(std::string_view text, std::size_t name_begins, std::string_view name) {
  const auto tag_ends = behind(text, ">", name_begins);
  if (!tag_ends) return {};
  if (text[*tag_ends - 2] == '/') return Span{name_begins - 1, *tag_ends};
  const auto closing = behind(text, "</" + std::string(name), *tag_ends);
  const auto end = closing ? behind(text, ">", *closing) : std::nullopt;
  if (!end || of_name(text[*closing])) return {};
  return Span{name_begins - 1, *end};
}

std::optional<Span> attribute(std::string_view text, std::size_t name_begins, std::size_t name_ends) {
  const std::size_t equals = text.find_first_not_of(blanks_of_xml, name_ends);
  if (equals == text.npos || text[equals] != '=') return {};
  const std::size_t quote = text.find_first_not_of(blanks_of_xml, equals + 1);
  if (quote == text.npos || (text[quote] != '"' && text[quote] != '\'')) return {};
  const auto end = behind(text, text.substr(quote, 1), quote + 1);
  return end ? std::optional(Span{name_begins, *end}) : std::nullopt;
}

std::optional<Span> property_at(std::string_view text, std::size_t colon) {
  std::size_t begins = colon;
  while (begins > 0 && of_name(text[begins - 1])) --begins;
  if (begins == 0) return {};
  const std::size_t ends = colon + 1 + name_at(text, colon + 1).size();
  if (text[begins - 1] == '<') return element(text, begins, text.substr(begins, ends - begins));
  if (blanks_of_xml.find(text[begins - 1]) == blanks_of_xml.npos) return {};
  return attribute(text, begins, ends);
}

// Returns nothing if a property cannot be separated from the text around it.
std::optional<std::vector<Span>> properties_in(std::string text) {
  std::vector<Span> found;
  for (std::size_t colon = find_location(text, 0); colon != text.npos; colon = find_location(text, colon)) {
    const auto span = property_at(text, colon);
    if (!span || found.size() == OverwritePlan::most) return {};
    std::ranges::fill(text.begin() + static_cast<std::ptrdiff_t>(span->from),
                      text.begin() + static_cast<std::ptrdiff_t>(span->to), ' ');
    found.push_back(*span);
  }
  return found;
}

std::string read_all(ByteReader in) {
  std::string text;
  while (in.left() > 0) text += in.read_available(in.left());
  return text;
}

bool large_one_tells(ByteReader in) {
  XmpLocationSearch search;
  while (in.left() > 0 && !search.tells()) search.add(in.read_available(in.left()));
  return search.tells();
}

}  // namespace

bool is_location_name(std::string_view local_name) {
  if (local_name.size() > max_name_length) return false;
  const std::string name = base::ascii_lower(local_name);
  const auto begins = [&](std::string_view one) { return name.starts_with(one); };
  const auto has = [&](std::string_view one) { return name.find(one) != name.npos; };
  return std::ranges::any_of(beginnings, begins) || std::ranges::any_of(parts, has) ||
         std::ranges::find(names, name) != names.end();
}

// ASCII characters in UTF-16 and UTF-32 are plain ASCII once the zero bytes are removed.
bool mentions_location(std::string_view xmp) {
  if (xmp.find('\0') == xmp.npos) return find_location(xmp, 0) != xmp.npos;
  std::string text(xmp);
  std::erase(text, '\0');
  return find_location(text, 0) != text.npos;
}

// Retains the end of the piece for the next call, as it may be the start of a name.
void XmpLocationSearch::add(std::string_view piece) {
  last_ += piece;
  tells_ = tells_ || mentions_location(last_);
  last_.erase(0, last_.size() - std::min(last_.size(), 2 * max_name_length));
}

void erase_xmp(const ByteRange& packet, OverwritePlan& plan) {
  plan.overwrite(packet, ' ', packet.size < nothing_said.size() ? "" : nothing_said);
}

void location_in_xmp(const ByteRange& packet, OverwritePlan& plan) {
  if (packet.size > max_read_at_once) {
    if (large_one_tells(plan.reader(packet))) erase_xmp(packet, plan);
    return;
  }
  const std::string text = read_all(plan.reader(packet));
  if (!mentions_location(text)) return;
  const auto properties = text.find('\0') == text.npos ? properties_in(text) : std::nullopt;
  if (!properties) return erase_xmp(packet, plan);
  for (const Span& span : *properties) plan.overwrite({packet.at + span.from, span.to - span.from}, ' ');
}

}  // namespace media
