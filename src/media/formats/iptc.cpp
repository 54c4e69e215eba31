// SPDX-License-Identifier: MIT
// IPTC-IIM 4: fields of 0x1C, record, number, length and value. Photoshop resources ("8BIM") have a number, a
// name, a length and content; name and content are padded to an even length.
#include <algorithm>
#include <array>

#include "media/formats/location_formats.h"

namespace media {
namespace {

constexpr std::uint32_t begin_of_field = 0x1C, application_record = 2;
constexpr std::string_view unassigned = "\xFE";  // no field has this number, so readers skip it
// Content location code and name; city, sublocation, province, country code and name.
constexpr auto places = std::to_array<std::uint32_t>({26, 27, 90, 92, 95, 100, 101});

constexpr std::uint32_t iptc_resource = 0x0404, xmp_resource = 0x0424;

}  // namespace

void location_in_iptc(const ByteRange& block, OverwritePlan& plan) {
  ByteReader in = plan.reader(block);
  while (in.left() >= 5 && in.read_be(1) == begin_of_field) {
    const std::uint32_t record = in.read_be(1), number = in.read_be(1), length = in.read_be(2);
    const ByteRange value{in.position(), length};
    if (length > in.left()) return;  // also an extended field, which gives the length of its length
    in.skip(length);
    if (record != application_record || std::ranges::find(places, number) == places.end()) continue;
    plan.overwrite(value, ' ');
    plan.overwrite_structure({value.at - 3, 1}, ' ', unassigned);
  }
}

void location_in_photoshop(const ByteRange& block, OverwritePlan& plan) {
  ByteReader in = plan.reader(block);
  while (in.left() >= 12 && in.take(4) == "8BIM") {
    const std::uint32_t number = in.read_be(2), name_length = in.read_be(1);
    in.skip(name_length + (name_length + 1) % 2);
    const std::uint32_t length = in.read_be(4);
    if (!in.ok() || length > in.left()) return;
    const ByteRange content{in.position(), length};
    if (number == iptc_resource) location_in_iptc(content, plan);
    if (number == xmp_resource) location_in_xmp(content, plan);
    in.skip(std::min<std::uint64_t>(length + length % 2, in.left()));
  }
}

}  // namespace media
