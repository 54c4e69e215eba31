// SPDX-License-Identifier: MIT
#pragma once

// Determines from the boxes of an MP4, MOV or 3GP file whether clients can play it. Decodes nothing. Reads
// each box header at most once, in 64 KB of memory.
// Thread safety: pure; any thread may call it.
// Throws: base::DiskError.

#include <cstdint>
#include <string>

#include "media/formats/sniff.h"

namespace media {

struct Mp4Traits {
  bool complete = true;     // has an index (moov), or media data (mdat) with a known end
  bool hevc = false;        // a track is encoded as HEVC (H.265)
  bool index_last = false;  // the index follows the media data

  bool operator==(const Mp4Traits&) const = default;
};

// Files of other types are reported as complete, without further traits.
Mp4Traits film_traits(int descriptor, std::uint64_t size, const MediaType& type);

std::string playback_warning(const Mp4Traits& film);  // for display, in ASCII; "" if there is none

}  // namespace media
