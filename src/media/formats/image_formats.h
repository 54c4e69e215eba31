// SPDX-License-Identifier: MIT
#pragma once

// Checks whether an image of each format is structurally complete; see is_complete_image(). Data after the
// end of the image is ignored, because phones append to their pictures. Hostile files cost at most one pass.
// Throws: base::DiskError.

#include <cstdint>
#include <optional>

#include "media/formats/byte_reader.h"
#include "media/formats/sniff.h"

namespace media {

struct ImageCheck {
  ImageFault fault = ImageFault::none;
  std::uint64_t end = 0;  // end of the image in its file; 0 if unknown
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

// Returns the end of the first scan of a JPEG if all of its blocks are present. Supports baseline and
// extended sequential scans with Huffman codes; the codes are walked, not decoded into pixels. `in` must be
// at the start of the file.
std::optional<std::uint64_t> end_of_scan(ByteReader in);

}  // namespace media
