// SPDX-License-Identifier: MIT
// Exif 2.3 and TIFF 6.0: directories of entries, in either byte order. Longer values may be anywhere in the
// block. Some entries point to further directories, one of them to the GPS directory.
//
// The code first collects ranges, then drops those that overlap another structure: a directory, another
// entry's value, pixels. The remaining ranges are zeroed, values first. The GPS directory comes last and then
// has no entries.
#include <algorithm>
#include <array>
#include <deque>
#include <utility>
#include <vector>

#include "media/formats/location_formats.h"

namespace media {
namespace {

using Decode = std::uint32_t (*)(std::string_view);

constexpr std::uint32_t gps_directory = 0x8825, exif_directory = 0x8769, other_pictures = 0x014A,
                        interoperability = 0xA005, xmp_packet = 700, iptc_fields = 33723,
                        photoshop_resources = 34377;
constexpr std::array<std::uint32_t, 14> type_bytes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
constexpr std::size_t max_directories = 32, max_gps_directories = 4, max_other_pictures = 8;
constexpr std::size_t max_places = 400;
constexpr std::uint32_t max_entries = 4096, max_gps_entries = 64, max_strips = 200'000;

struct Entry {
  std::uint32_t tag = 0;
  std::uint32_t count = 0;
  std::uint64_t number_at = 0;  // offset of the last four of its twelve bytes
  std::uint32_t number = 0;     // the value stored there
  std::size_t bytes = 0;        // size of each value; 0 if the type is unknown
  ByteRange value;
};

struct Directory {
  ByteRange body;  // count and entries; only the count if the directory is invalid
  std::vector<Entry> entries;
  bool good = false;
  std::uint32_t next = 0;
};

// A range that may be overwritten.
struct Place {
  enum class Kind { gps_value, gps_body, xmp, iptc, photoshop };
  Kind kind;
  ByteRange block;
  std::uint64_t owner;  // number_at of the entry, or the start of the directory
};

class Exif {
 public:
  Exif(const ByteRange& block, OverwritePlan& plan) : block_(block), plan_(plan), in_(plan.reader(block)) {}

  void look() {
    const std::string_view order = in_.take(2);
    if (order != "II" && order != "MM") return;
    decode_ = order == "II" ? little_endian : big_endian;
    if (decode_(in_.take(2)) != 42 || !in_.ok()) return;
    if (!gather(decode_(in_.take(4))) || places_.empty()) return;
    protect_all();
    drop_parts_of_what_is_none();
    for (const Place& place : places_) blank(place);
  }

 private:
  // Offsets are relative to the start of the block.
  Directory read(std::uint32_t offset, std::uint32_t most) {
    Directory directory;
    if (offset + std::uint64_t{2} > block_.size) return directory;
    in_ = plan_.reader(block_.from(offset));
    const std::uint32_t count = decode_(in_.take(2));
    directory.body = {block_.at + offset, 2};
    if (count > most || offset + 2 + 12 * std::uint64_t{count} > block_.size) return directory;
    directory.good = true;
    directory.body.size = 2 + 12 * std::uint64_t{count};
    for (std::uint32_t i = 0; i < count; ++i) directory.entries.push_back(read_entry());
    if (in_.left() >= 4) directory.next = decode_(in_.take(4));
    return directory;
  }

  Entry read_entry() {
    Entry entry;
    entry.tag = decode_(in_.take(2));
    const std::uint32_t type = decode_(in_.take(2));
    entry.count = decode_(in_.take(4));
    entry.number_at = in_.position();
    entry.number = decode_(in_.take(4));
    entry.bytes = type < type_bytes.size() ? type_bytes[type] : 0;
    const std::uint64_t size = std::uint64_t{entry.count} * entry.bytes;
    if (size <= 4) {
      entry.value = {entry.number_at, 4};
    } else if (entry.number + size <= block_.size) {
      entry.value = {block_.at + entry.number, size};
    }
    return entry;
  }

  std::vector<std::uint32_t> numbers(const Entry& entry, std::size_t most) {
    ByteReader in = plan_.reader(entry.value);
    std::vector<std::uint32_t> found;
    const std::size_t count = std::min<std::size_t>(entry.count, most);
    while (entry.bytes > 0 && entry.bytes <= 4 && found.size() < count)
      found.push_back(decode_(in.take(entry.bytes)));
    return in.ok() ? found : std::vector<std::uint32_t>();
  }

  // Returns false if there are more directories than any real picture has.
  bool gather(std::uint32_t first) {
    std::deque<std::pair<std::uint32_t, bool>> waiting = {{first, true}};
    for (; !waiting.empty(); waiting.pop_front()) {
      const auto [offset, in_chain] = waiting.front();
      if (offset == 0 || std::ranges::find(offsets_, offset) != offsets_.end()) continue;
      if (offsets_.size() == max_directories) return false;
      offsets_.push_back(offset);
      const Directory directory = read(offset, max_entries);
      for (const Entry& entry : directory.entries) {
        if (entry.tag == gps_directory) gather_gps(entry.number);
        if (entry.tag == exif_directory || entry.tag == interoperability)
          waiting.emplace_back(entry.number, false);
        if (entry.tag == other_pictures) {
          for (const std::uint32_t one : numbers(entry, max_other_pictures)) waiting.emplace_back(one, true);
        }
        gather_packet(entry);
      }
      if (in_chain) waiting.emplace_back(directory.next, true);
    }
    return true;
  }

  void gather_gps(std::uint32_t offset) {
    if (offset == 0 || std::ranges::find(gps_offsets_, offset) != gps_offsets_.end()) return;
    if (gps_offsets_.size() == max_gps_directories) return;
    gps_offsets_.push_back(offset);
    const Directory directory = read(offset, max_gps_entries);
    const std::uint64_t owner = block_.at + offset;
    if (!directory.good) return;
    for (const Entry& entry : directory.entries)
      places_.push_back({Place::Kind::gps_value, entry.value, owner});
    places_.push_back({Place::Kind::gps_body, directory.body, owner});
  }

  void gather_packet(const Entry& entry) {
    if (entry.value.size <= 4 || places_.size() >= max_places) return;
    if (entry.tag == xmp_packet) places_.push_back({Place::Kind::xmp, entry.value, entry.number_at});
    if (entry.tag == iptc_fields) places_.push_back({Place::Kind::iptc, entry.value, entry.number_at});
    if (entry.tag == photoshop_resources)
      places_.push_back({Place::Kind::photoshop, entry.value, entry.number_at});
  }

  void protect_all() {
    protect({block_.at, 8});
    for (const std::uint32_t offset : offsets_) {
      const Directory directory = read(offset, max_entries);
      protect({directory.body.at, directory.body.size + (directory.good ? 4 : 0)});
      for (const Entry& entry : directory.entries) {
        if (entry.value.size > 4) protect(entry.value, entry.number_at);
      }
      protect_data(directory, 273, 279);  // strips
      protect_data(directory, 324, 325);  // tiles
      protect_data(directory, 513, 514);  // a JPEG thumbnail
    }
    for (const std::uint32_t offset : gps_offsets_) {
      if (const Directory directory = read(offset, max_gps_entries); !directory.good) protect(directory.body);
    }
  }

  void protect(const ByteRange& block, std::uint64_t owner = 0) {
    std::erase_if(places_,
                  [&](const Place& place) { return place.owner != owner && place.block.overlaps(block); });
  }

  void protect_data(const Directory& directory, std::uint32_t offsets_tag, std::uint32_t lengths_tag) {
    const auto where = std::ranges::find(directory.entries, offsets_tag, &Entry::tag);
    const auto lengths = std::ranges::find(directory.entries, lengths_tag, &Entry::tag);
    if (where == directory.entries.end() || lengths == directory.entries.end()) return;
    if (where->bytes == 0 || where->bytes > 4 || lengths->bytes == 0 || lengths->bytes > 4) return;
    ByteReader at = plan_.reader(where->value), sizes = plan_.reader(lengths->value);
    for (std::uint32_t i = 0; i < std::min(where->count, lengths->count); ++i) {
      if (++strips_ > max_strips) return places_.clear();
      const std::uint32_t offset = decode_(at.take(where->bytes)), size = decode_(sizes.take(lengths->bytes));
      if (!at.ok() || !sizes.ok()) return;
      protect({block_.at + offset, size});
    }
  }

  // Drops GPS values whose directory overlaps another structure.
  void drop_parts_of_what_is_none() {
    std::vector<std::uint64_t> bodies;
    for (const Place& place : places_) {
      if (place.kind == Place::Kind::gps_body) bodies.push_back(place.owner);
    }
    std::erase_if(places_, [&](const Place& place) {
      return place.kind == Place::Kind::gps_value && std::ranges::find(bodies, place.owner) == bodies.end();
    });
  }

  void blank(const Place& place) {
    switch (place.kind) {
      case Place::Kind::gps_value:
        return plan_.overwrite(place.block, '\0');
      case Place::Kind::gps_body:
        return plan_.overwrite_structure(place.block, '\0');
      case Place::Kind::xmp:
        return location_in_xmp(place.block, plan_);
      case Place::Kind::iptc:
        return location_in_iptc(place.block, plan_);
      case Place::Kind::photoshop:
        return location_in_photoshop(place.block, plan_);
    }
  }

  const ByteRange block_;
  OverwritePlan& plan_;
  ByteReader in_;
  Decode decode_ = nullptr;
  std::vector<std::uint32_t> offsets_, gps_offsets_;
  std::vector<Place> places_;
  std::uint32_t strips_ = 0;
};

}  // namespace

void location_in_exif(const ByteRange& block, OverwritePlan& plan) { Exif(block, plan).look(); }

ByteRange skip_exif_header(const ByteRange& block, OverwritePlan& plan) {
  constexpr std::string_view name("Exif\0\0", 6);
  const bool there = block.size >= name.size() && plan.reader(block).take(name.size()) == name;
  return there ? block.from(name.size()) : block;
}

}  // namespace media
