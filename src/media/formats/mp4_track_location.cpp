// SPDX-License-Identifier: MIT
// Finds locations in the metadata tracks of a film. A track's tables locate its samples (ISO/IEC 14496-12,
// 8.5 to 8.7). There may be some for each picture, so they are walked and not collected.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "media/formats/location_formats.h"
#include "media/formats/mp4_boxes.h"
#include "media/formats/telemetry.h"

namespace media {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint64_t table_head = 8;           // version, flags, and a count
constexpr std::uint32_t max_samples = 1'000'000;  // and maximum number of chunks

struct Kind {
  std::string_view entry;
  LocationInSample look;
};

constexpr auto kinds = std::to_array<Kind>({{"gpmd", location_in_gpmf_sample},
                                            {"djmd", location_in_dji_sample},
                                            {"dbgi", location_in_dji_sample},
                                            {"camm", location_in_camm_sample},
                                            {"text", location_in_text_sample},
                                            {"tx3g", location_in_text_sample}});

struct Tables {
  ByteRange entries, chunks, chunk_lengths, sizes;
  bool wide = false;  // offsets have eight bytes

  bool complete() const {
    return entries.size > table_head && chunks.size > table_head && chunk_lengths.size > table_head &&
           sizes.size > table_head;
  }
};

ByteRange box_in(const ByteRange& block, std::string_view type, OverwritePlan& plan) {
  ByteRange found;
  each_box(block, plan, [&](const Box& box) {
    if (box.type == type && found.size == 0) found = box.content;
  });
  return found;
}

Tables tables_of(const ByteRange& track, OverwritePlan& plan) {
  ByteRange block = track;
  for (const std::string_view type : {"mdia"sv, "minf"sv, "stbl"sv}) block = box_in(block, type, plan);
  Tables tables;
  each_box(block, plan, [&](const Box& box) {
    if (box.type == "stsd") tables.entries = box.content;
    if (box.type == "stsc") tables.chunk_lengths = box.content;
    if (box.type == "stsz") tables.sizes = box.content;
    if (box.type == "stco" || box.type == "co64") {
      tables.chunks = box.content;
      tables.wide = box.type == "co64";
    }
  });
  return tables;
}

// Iterates once over the samples of a track. Samples may not overlap the "moov" box, and their total size may
// not exceed that of the film.
class Samples {
 public:
  Samples(int descriptor, const Tables& tables, const ByteRange& movie, const ByteRange& film)
      : tables_(tables),
        movie_(movie),
        film_(film),
        left_(film.size),
        chunks_(reader_of(descriptor, tables.chunks.from(table_head))),
        lengths_(reader_of(descriptor, tables.chunk_lengths.from(table_head))),
        sizes_(reader_of(descriptor, tables.sizes.from(4))),
        same_size_(sizes_.read_be(4)),
        samples_(std::min(sizes_.read_be(4), max_samples)) {}

  std::optional<ByteRange> next() {
    while (in_chunk_ == 0) {
      if (!next_chunk()) return {};
    }
    if (samples_ == 0 || !sizes_.ok()) return {};
    --samples_;
    --in_chunk_;
    const ByteRange sample{at_, same_size_ > 0 ? same_size_ : sizes_.read_be(4)};
    at_ += sample.size;
    const bool fits = sizes_.ok() && sample.at >= film_.at && sample.at <= film_.end() &&
                      sample.size <= film_.end() - sample.at && sample.size <= left_;
    if (!fits || sample.overlaps(movie_)) return {};
    left_ -= sample.size;
    return sample;
  }

 private:
  // The table of lengths has an entry only where the length changes; it names the first chunk with that
  // length.
  bool next_chunk() {
    if (chunks_.left() < 4 || chunk_ == max_samples) return false;
    at_ = chunks_.read_be(4);
    if (tables_.wide) at_ = at_ << 32 | chunks_.read_be(4);
    at_ += film_.at;
    ++chunk_;
    if (chunk_ >= next_change_ && lengths_.left() >= (chunk_ == 1 ? 12 : 8)) {
      if (chunk_ == 1) lengths_.skip(4);
      length_ = lengths_.read_be(4);
      lengths_.skip(4);
      next_change_ = lengths_.left() >= 12 ? lengths_.read_be(4) : UINT32_MAX;
    }
    in_chunk_ = length_;
    return chunks_.ok();
  }

  const Tables& tables_;
  const ByteRange movie_, film_;
  std::uint64_t left_;  // bytes that further samples may have
  ByteReader chunks_, lengths_, sizes_;
  std::uint32_t same_size_, samples_;
  std::uint32_t chunk_ = 0, next_change_ = 0, length_ = 0, in_chunk_ = 0;
  std::uint64_t at_ = 0;
};

void look_at_track(const ByteRange& track, const ByteRange& movie, const ByteRange& film,
                   OverwritePlan& plan) {
  const Tables tables = tables_of(track, plan);
  if (!tables.complete()) return;
  ByteReader in = plan.reader(tables.entries.from(table_head + 4));
  const std::string entry(in.take(4));
  const auto* const kind = std::ranges::find(kinds, entry, &Kind::entry);
  if (kind == kinds.end()) return;
  const LocationInSample look = kind->look;
  plan.sweep([=](int descriptor, const OverwritePlan::Found& found) {
    Samples samples(descriptor, tables, movie, film);
    for (auto sample = samples.next(); sample; sample = samples.next()) {
      if (!look(descriptor, *sample, found)) return;
    }
  });
}

}  // namespace

void location_in_tracks(const ByteRange& movie, const ByteRange& film, OverwritePlan& plan) {
  each_box(movie, plan, [&](const Box& box) {
    if (box.type == "trak") look_at_track(box.content, movie, film, plan);
  });
}

void location_in_gpmf(const ByteRange& block, OverwritePlan& plan) {
  plan.sweep([=](int descriptor, const OverwritePlan::Found& found) {
    location_in_gpmf_sample(descriptor, block, found);
  });
}

}  // namespace media
