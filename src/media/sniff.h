// SPDX-License-Identifier: MIT
#pragma once

// What a file really is, told by its content and never by its name. Pure functions over bytes and
// descriptors; any thread may call.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace media {

enum class Kind { image, video };

struct Type {
  Kind kind = Kind::image;
  std::string_view content_type;  // what it is served as
  std::string_view extension;     // the usual one, with its dot
};

inline constexpr std::size_t sniff_bytes = 64;  // as many first bytes as sniff() looks at

// JPEG, PNG, GIF, WebP, BMP, TIFF; MP4, MOV, 3GP, WebM, Matroska, AVI, MPEG. HEIC and AVIF are no images
// here: the seed refuses them. SVG and HTML are nothing at all.
std::optional<Type> sniff(std::string_view first_bytes);

std::vector<std::string_view> content_types(Kind kind);  // of all that sniff() knows

// Whether an image is structurally whole: its parts fit together to the end, its checksums (PNG) hold, its
// dimensions are sensible. No pixel is decoded. Reads the file from its beginning, once, in 64 KB of memory;
// throws base::DiskError.
bool intact_image(int descriptor, std::uint64_t size, const Type& type);

// The extension of a file name as sent: in lower case, with its dot; "" when there is none. It may be any
// text.
std::string extension_of(std::string_view file_name);
// Whether an upload may keep it in its URL.
bool image_extension(std::string_view extension);
bool video_extension(std::string_view extension);
std::optional<std::string_view> extension_of_type(std::string_view content_type, Kind kind);  // the usual one
std::string image_extensions();  // "bmp, dib, …": for those whose extension is none of them

}  // namespace media
