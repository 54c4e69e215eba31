// SPDX-License-Identifier: MIT
#pragma once

// Where the samples of tracks beside a film's pictures say a location: each kind calls `found` with the
// places in one sample, and returns false once `found` has. A sample longer than max_sample_bytes is passed
// over. Throw base::DiskError.

#include "media/formats/overwrite_plan.h"

namespace media {

inline constexpr std::uint64_t max_sample_bytes = 1 << 20;

using LocationInSample = bool (*)(int descriptor, const ByteRange& sample, const OverwritePlan::Found& found);

bool location_in_gpmf_sample(int descriptor, const ByteRange& sample,
                             const OverwritePlan::Found& found);  // GoPro
bool location_in_dji_sample(int descriptor, const ByteRange& sample, const OverwritePlan::Found& found);
bool location_in_camm_sample(int descriptor, const ByteRange& sample,
                             const OverwritePlan::Found& found);  // Google
bool location_in_text_sample(int descriptor, const ByteRange& sample,
                             const OverwritePlan::Found& found);  // subtitles

}  // namespace media
