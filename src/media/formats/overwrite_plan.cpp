// SPDX-License-Identifier: MIT
#include "media/formats/overwrite_plan.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/files.h"
#include "media/formats/crc32.h"

namespace media {
namespace {

const std::string named = "a file with a location";  // for error messages

void write_at(int descriptor, std::uint64_t at, std::string_view bytes) {
  base::write_at(descriptor, named, at, bytes);
}

void fill(int descriptor, const ByteRange& block, char filler) {
  const std::string piece(
      static_cast<std::size_t>(std::min<std::uint64_t>(block.size, ByteReader::piece_bytes)), filler);
  for (std::uint64_t done = 0; done < block.size;) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block.size - done, piece.size()));
    write_at(descriptor, block.at + done, std::string_view(piece).substr(0, count));
    done += count;
  }
}

// Calls `call` with the bytes of a range, piece by piece, until it returns false.
template <class Call>
void each_piece(int descriptor, const ByteRange& block, Call call) {
  ByteReader in = reader_of(descriptor, block);
  while (in.left() > 0 && call(in.read_available(in.left()))) continue;
}

// Whether a range already holds `text`, followed by `filler` up to its end.
bool already_applied(int descriptor, const ByteRange& block, char filler, std::string_view text = {}) {
  bool so = true;
  each_piece(descriptor, block, [&](std::string_view piece) {
    const std::string_view wanted = text.substr(0, piece.size());
    text.remove_prefix(wanted.size());
    so =
        piece.starts_with(wanted) && piece.find_first_not_of(filler, wanted.size()) == std::string_view::npos;
    return so;
  });
  return so;
}

std::string sum_of(int descriptor, const ByteRange& block) {
  std::uint32_t sum = 0;
  each_piece(descriptor, block, [&](std::string_view piece) {
    sum = crc32(piece, sum);
    return true;
  });
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(sum >> shift & 0xFF);
  return text;
}

}  // namespace

ByteReader reader_of(int descriptor, const ByteRange& block) {
  ByteReader in(descriptor, block.end());
  in.seek(block.at);
  return in;
}

ByteReader OverwritePlan::reader(const ByteRange& block) {
  too_many_ = too_many_ || ++readers_ > max_readers;
  return reader_of(descriptor_, too_many_ ? ByteRange() : block);
}

void OverwritePlan::overwrite(const ByteRange& block, char filler, std::string_view text) {
  add(said_, {block, filler, std::string(text)});
}

void OverwritePlan::overwrite_structure(const ByteRange& block, char filler, std::string_view text) {
  add(structure_, {block, filler, std::string(text)});
}

void OverwritePlan::recompute_crc(const ByteRange& block, bool changed) {
  ByteReader in = reader({block.end(), 4});
  if (too_many_ || (!changed && in.take(4) == sum_of(descriptor_, block))) return;
  sums_.push_back(block);
  too_many_ = count() > most;
}

void OverwritePlan::sweep(Walk walk) {
  bool all_so = true;
  walk(descriptor_, [&](const ByteRange& block, char filler) {
    return all_so = already_applied(descriptor_, block, filler);
  });
  if (too_many_ || all_so) return;
  walks_.push_back(std::move(walk));
  too_many_ = count() > most;
}

void OverwritePlan::add(std::vector<Edit>& edits, Edit edit) {
  edit.text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(edit.text.size(), edit.block.size)));
  if (too_many_ || already_applied(descriptor_, edit.block, edit.filler, edit.text)) return;
  edits.push_back(std::move(edit));
  too_many_ = count() > most;
}

std::size_t OverwritePlan::count() const {
  return too_many_ ? 0 : said_.size() + structure_.size() + sums_.size() + walks_.size();
}

void OverwritePlan::apply(int descriptor, bool synced) const {
  if (empty()) return;
  for (const Walk& walk : walks_) {
    walk(descriptor, [&](const ByteRange& block, char filler) {
      if (!already_applied(descriptor, block, filler)) fill(descriptor, block, filler);
      return true;
    });
  }
  for (const auto* edits : {&said_, &structure_}) {
    for (const Edit& edit : *edits) {
      write_at(descriptor, edit.block.at, edit.text);
      fill(descriptor, edit.block.from(edit.text.size()), edit.filler);
    }
    if (edits == &structure_) {
      for (const ByteRange& block : sums_) write_at(descriptor, block.end(), sum_of(descriptor, block));
    }
    if (synced) base::fdatasync_file(descriptor, named);
  }
}

}  // namespace media
