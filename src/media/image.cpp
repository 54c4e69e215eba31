// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "media/image_formats.h"
#include "media/image_reader.h"
#include "media/sniff.h"

namespace media {
namespace {

struct Format {
  std::string_view content_type;
  bool (*whole)(ImageReader&);
};

constexpr auto formats = std::to_array<Format>({{"image/jpeg", whole_jpeg},
                                                {"image/png", whole_png},
                                                {"image/gif", whole_gif},
                                                {"image/webp", whole_webp},
                                                {"image/bmp", whole_bmp},
                                                {"image/tiff", whole_tiff},
                                                {"image/heic", whole_heif},
                                                {"image/avif", whole_heif},
                                                {"image/jxl", whole_jpeg_xl}});

}  // namespace

ImageFault image_fault(int descriptor, std::uint64_t size, const Type& type) {
  const auto format = std::ranges::find(formats, type.content_type, &Format::content_type);
  if (format == formats.end()) return ImageFault::broken;
  ImageReader in(descriptor, size);
  if (format->whole(in)) return ImageFault::none;
  return in.too_many_pixels() ? ImageFault::too_many_pixels : ImageFault::broken;
}

bool intact_image(int descriptor, std::uint64_t size, const Type& type) {
  return image_fault(descriptor, size, type) == ImageFault::none;
}

}  // namespace media
