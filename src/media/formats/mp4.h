// SPDX-License-Identifier: MIT
#pragma once

// What the boxes of an MP4, MOV or 3GP file say of whether it can be played. Nothing is decoded. Reads the
// heads of the boxes in 64 KB of memory, each at most once. Pure; any thread may call. Throws
// base::DiskError.

#include <cstdint>
#include <string>

#include "media/formats/sniff.h"

namespace media {

struct Mp4Traits {
  bool complete = true;     // it has its index (moov), or pictures whose end is there
  bool hevc = false;        // a track is coded as H.265
  bool index_last = false;  // the index is behind the pictures

  bool operator==(const Mp4Traits&) const = default;
};

// Of other types: complete, and nothing else is known.
Mp4Traits film_traits(int descriptor, std::uint64_t size, const MediaType& type);

std::string playback_warning(const Mp4Traits& film);  // for people, in ASCII; "" when there is none

}  // namespace media
