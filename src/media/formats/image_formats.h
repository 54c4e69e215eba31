// SPDX-License-Identifier: MIT
#pragma once

// Whether an image of each format is structurally whole; see is_complete_image(). What follows its end is nobody's
// business: phones append to their pictures. Hostile files cost no more than one walk through them.

#include <cstdint>
#include <optional>

#include "media/formats/byte_reader.h"
#include "media/formats/sniff.h"

namespace media {

struct ImageCheck {
  ImageFault fault = ImageFault::none;
  std::uint64_t end = 0;  // where the image ends in its file; 0: not known
};
ImageCheck check_image(int descriptor, std::uint64_t size, const MediaType& type);  // see image_fault()

bool whole_png(ByteReader& in);
bool whole_jpeg(ByteReader& in);
bool whole_gif(ByteReader& in);
bool whole_webp(ByteReader& in);
bool whole_bmp(ByteReader& in);
bool whole_tiff(ByteReader& in);
bool whole_heif(ByteReader& in);  // HEIC and AVIF
bool whole_jpeg_xl(ByteReader& in);

// Where the first scan of a JPEG ends, if all of its blocks are there: of a baseline or extended sequential
// one with Huffman codes, which are walked and not decoded into pixels. `in` is at the beginning of the file.
std::optional<std::uint64_t> end_of_scan(ByteReader in);

}  // namespace media
