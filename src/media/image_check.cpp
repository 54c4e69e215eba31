// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "media/formats/byte_reader.h"
#include "media/formats/image_formats.h"
#include "media/formats/sniff.h"

namespace media {
namespace {

struct Format {
  std::string_view content_type;
  bool (*whole)(ByteReader&);
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

ImageCheck check_image(int descriptor, std::uint64_t size, const MediaType& type) {
  const auto format = std::ranges::find(formats, type.content_type, &Format::content_type);
  if (format == formats.end()) return {.fault = ImageFault::broken};
  ByteReader in(descriptor, size);
  if (format->whole(in)) return {.end = in.ok() ? in.position() : 0};
  return {.fault = in.too_many_pixels() ? ImageFault::too_many_pixels : ImageFault::broken};
}

ImageFault image_fault(int descriptor, std::uint64_t size, const MediaType& type) {
  return check_image(descriptor, size, type).fault;
}

bool is_complete_image(int descriptor, std::uint64_t size, const MediaType& type) {
  return image_fault(descriptor, size, type) == ImageFault::none;
}

}  // namespace media
