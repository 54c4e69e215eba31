// SPDX-License-Identifier: MIT
#pragma once

// What a file really is, told by its content and never by its name. Pure functions over bytes and descriptors.

#include <cstdint>
#include <optional>
#include <string_view>

namespace media {

enum class Kind { image, video };

struct Type {
  Kind kind = Kind::image;
  std::string_view content_type;  // what it is served as
  std::string_view extension;     // the usual one, with its dot
};

inline constexpr std::size_t sniff_bytes = 64;  // as many first bytes as sniff() wants to see

// JPEG, PNG, GIF, WebP, BMP, TIFF; MP4, MOV, 3GP, WebM, Matroska, AVI, MPEG. HEIC and AVIF are no images here:
// the seed refuses them. SVG and HTML are nothing at all.
std::optional<Type> sniff(std::string_view first_bytes);

// Whether an image is structurally whole: its parts fit together to the end, its checksums (PNG) hold, its
// dimensions are sensible. No pixel is decoded. Reads the file from its beginning; throws base::DiskError.
bool intact_image(int descriptor, std::uint64_t size, const Type& type);

// Extensions an upload may keep in its URL: lower case, with the dot ("" when the name has none).
std::string_view extension_of(std::string_view file_name);
bool image_extension(std::string_view extension);
bool video_extension(std::string_view extension);

}  // namespace media
