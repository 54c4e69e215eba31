// SPDX-License-Identifier: MIT
// HEIF (ISO/IEC 23008-12), the container of HEIC and AVIF: a "meta" box lists items, both pictures and
// metadata, and where each is in the file.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "media/formats/image_formats.h"
#include "media/formats/location_formats.h"
#include "media/formats/mp4_boxes.h"

namespace media {
namespace {

constexpr std::size_t max_items = 10'000, max_extents = 20'000;
constexpr std::uint64_t version_bytes = 4;  // version and flags, before the content of a box

struct Item {
  std::uint32_t id = 0;
  std::string type;
};

struct Extent {
  std::uint32_t item = 0;
  ByteRange block;
  bool stored = false;  // in the "idat" box
};

struct Pictures {
  std::vector<Item> items;
  std::vector<Extent> extents;
  ByteRange meta;
  bool listed = false, good = true;
};

std::uint64_t number(ByteReader& in, std::uint32_t bytes) {
  if (bytes != 8) return bytes == 0 ? 0 : in.read_be(std::min(bytes, 4U));
  const std::uint64_t high = in.read_be(4);
  return high << 32 | in.read_be(4);
}

ByteReader inside(const ByteReader& file, const ByteRange& block) { return file.part(block.at, block.size); }

void read_items(const ByteReader& file, const ByteRange& list, Pictures& found) {
  ByteReader in = inside(file, list);
  const bool wide = in.read_be(1) > 0;
  in.skip(3 + (wide ? 4 : 2));
  each_box(in, [&](const Box& box) {
    if (box.type != "infe" || found.items.size() == max_items) return;
    ByteReader entry = inside(file, box.content);
    const std::uint32_t version = entry.read_be(1);
    entry.skip(3);
    const std::uint32_t id = entry.read_be(version >= 3 ? 4 : 2);
    entry.skip(2);
    found.items.push_back({id, std::string(entry.take(4))});
  });
}

// `stored`: the content of the "idat" box, which holds some items.
void read_places(const ByteReader& file, const ByteRange& list, const ByteRange& stored, Pictures& found) {
  ByteReader in = inside(file, list);
  const std::uint32_t version = in.read_be(1);
  in.skip(3);
  const std::uint32_t sizes = in.read_be(1), more_sizes = in.read_be(1), wide = version < 2 ? 2 : 4;
  for (std::uint32_t items = in.read_be(wide); items > 0 && in.ok(); --items) {
    const std::uint32_t id = in.read_be(wide), method = version > 0 ? in.read_be(2) & 0xFU : 0;
    in.skip(2);
    const std::uint64_t base = number(in, more_sizes >> 4);
    for (std::uint32_t extents = in.read_be(2); extents > 0 && in.ok(); --extents) {
      if (version > 0) number(in, more_sizes & 0xFU);
      const std::uint64_t offset = number(in, sizes >> 4), length = number(in, sizes & 0xFU);
      const ByteRange& within = method == 1 ? stored : ByteRange{0, file.size()};
      const bool fits = base <= within.size && offset <= within.size - base &&
                        length <= within.size - base - offset && method <= 2;
      found.good = found.good && fits && found.extents.size() < max_extents;
      if (!found.good) return;
      if (method != 2) found.extents.push_back({id, {within.at + base + offset, length}, method == 1});
    }
  }
  found.good = found.good && in.ok();
}

ByteRange box_in(const ByteReader& file, const ByteRange& block, std::string_view type) {
  ByteRange found;
  each_box(inside(file, block), [&](const Box& box) {
    if (box.type == type && found.size == 0) found = box.content;
  });
  return found;
}

Pictures pictures_of(const ByteReader& file) {
  Pictures found;
  found.meta = box_in(file, {file.position(), file.left()}, "meta").from(version_bytes);
  const ByteRange items = box_in(file, found.meta, "iinf"), places = box_in(file, found.meta, "iloc");
  found.listed = items.size > 0 && places.size > 0;
  if (!found.listed) return found;
  read_items(file, items, found);
  read_places(file, places, box_in(file, found.meta, "idat"), found);
  return found;
}

bool sensible_dimensions(ByteReader& file, const ByteRange& meta) {
  const ByteRange properties = box_in(file, box_in(file, meta, "iprp"), "ipco");
  bool sensible = true;
  each_box(inside(file, properties), [&](const Box& box) {
    if (box.type != "ispe") return;
    ByteReader in = inside(file, box.content.from(version_bytes));
    const std::uint32_t width = in.read_be(4), height = in.read_be(4);
    sensible = file.sensible(width, height) && sensible;
  });
  return sensible;
}

void look_at_item(const std::string& type, const ByteRange& block, OverwritePlan& plan) {
  if (type == "mime") return location_in_xmp(block, plan);  // items of other types, except Exif, are skipped
  if (type != "Exif") return;
  const std::uint64_t name = plan.reader(block).read_be(4);  // bytes before the TIFF header
  if (name <= block.size) location_in_exif(skip_exif_header(block.from(4 + name), plan), plan);
}

}  // namespace

bool whole_heif(ByteReader& in) {
  const Pictures found = pictures_of(in);
  return found.listed && found.good && !found.extents.empty() && sensible_dimensions(in, found.meta);
}

void location_in_heif(const ByteRange& file, OverwritePlan& plan) {
  const ByteReader in = plan.reader(file);
  const Pictures found = pictures_of(in);
  for (const Extent& extent : found.extents) {
    const auto item = std::ranges::find(found.items, extent.item, &Item::id);
    const bool free = extent.stored || !extent.block.overlaps(found.meta);
    if (item != found.items.end() && free) look_at_item(item->type, extent.block, plan);
  }
  location_in_mp4(file, plan);                        // an image sequence has film boxes, too
  const ByteRange motion = box_in(in, file, "mpvd");  // the film of a motion photo
  if (motion.size > 0) location_in_mp4(motion, plan);
}

// A file without boxes is a bare codestream, which cannot be checked without decoding.
bool whole_jpeg_xl(ByteReader& in) {
  if (in.read_be(2) == 0xFF0A) return in.left() > 0;
  bool picture = false;
  each_box(in.part(0, in.size()),
           [&](const Box& box) { picture = picture || box.type == "jxlc" || box.type == "jxlp"; });
  return picture;
}

void location_in_jpeg_xl(const ByteRange& file, OverwritePlan& plan) {
  each_box(file, plan, [&](const Box& box) {
    const std::string first(plan.reader(box.content).take(4));
    const bool packed = box.type == "brob" && (first == "Exif" || first == "xml ");
    if (packed) make_free(box, plan);
    if (box.type == "xml ") location_in_xmp(box.content, plan);
    if (box.type == "Exif") look_at_item("Exif", box.content, plan);
  });
}

}  // namespace media
