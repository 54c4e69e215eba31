// SPDX-License-Identifier: MIT
#include "media/location.h"

#include <algorithm>
#include <array>

#include "media/formats/location_formats.h"

namespace media {
namespace {

void location_in_tiff(const ByteRange& file, OverwritePlan& plan) {
  location_in_exif(file, plan);
  location_in_afcp(file, 0, plan);
}

struct Format {
  std::string_view content_type;
  void (*find)(const ByteRange&, OverwritePlan&);
};

constexpr auto formats = std::to_array<Format>({{"image/png", location_in_png},
                                                {"image/webp", location_in_webp},
                                                {"image/tiff", location_in_tiff},
                                                {"image/heic", location_in_heif},
                                                {"image/avif", location_in_heif},
                                                {"image/jxl", location_in_jpeg_xl},
                                                {"video/mp4", location_in_mp4},
                                                {"video/quicktime", location_in_mp4},
                                                {"video/3gpp", location_in_mp4},
                                                {"video/webm", location_in_matroska},
                                                {"video/x-matroska", location_in_matroska}});

}  // namespace

OverwritePlan find_location_metadata(int descriptor, std::uint64_t size, const MediaType& type,
                                     std::uint64_t picture_end) {
  OverwritePlan plan(descriptor);
  if (type.content_type == "image/jpeg") location_in_jpeg({0, size}, picture_end, plan);
  const auto* const format = std::ranges::find(formats, type.content_type, &Format::content_type);
  if (format != formats.end()) format->find({0, size}, plan);
  return plan;
}

// Malformed metadata may overlap, so an overwrite can change where the next pass finds a location.
bool erase_location_metadata(int descriptor, std::uint64_t size, const MediaType& type,
                             std::uint64_t picture_end) {
  constexpr int max_passes = 8;
  int passes = 0;
  for (; passes < max_passes; ++passes) {
    const OverwritePlan plan = find_location_metadata(descriptor, size, type, picture_end);
    if (plan.empty()) break;
    plan.apply(descriptor, false);
  }
  return passes > 0;
}

}  // namespace media
