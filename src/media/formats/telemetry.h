// SPDX-License-Identifier: MIT
#pragma once

// Finds locations in the samples of metadata tracks. Each function calls `found` with the ranges in one
// sample, and returns false once `found` has. DJI and subtitle samples over max_sample_bytes are skipped.
// Throws: base::DiskError.

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
