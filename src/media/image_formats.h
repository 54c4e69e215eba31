// SPDX-License-Identifier: MIT
#pragma once

// Whether an image of each format is structurally whole; see intact_image(). What follows its end is nobody's
// business: phones append to their pictures. Hostile files cost no more than one walk through them.

#include <cstdint>

#include "media/image_reader.h"

namespace media {

bool whole_png(ImageReader& in);
bool whole_jpeg(ImageReader& in);
bool whole_gif(ImageReader& in);
bool whole_webp(ImageReader& in);
bool whole_bmp(ImageReader& in);
bool whole_tiff(ImageReader& in);

// More pixels than the largest phone camera makes (200 million) are meant to fill a viewer's memory.
constexpr bool sensible(std::uint64_t width, std::uint64_t height) {
  constexpr std::uint64_t most_pixels = 1 << 28;
  return width > 0 && height > 0 && width <= most_pixels && height <= most_pixels / width;
}

}  // namespace media
