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

enum class MediaKind { image, video };

struct MediaType {
  MediaKind kind = MediaKind::image;
  std::string_view content_type;  // what it is served as
  std::string_view extension;     // the usual one, with its dot
  bool by_setting = false;        // stored only where the organiser has it so: many browsers do not show it
};

inline constexpr std::size_t sniff_bytes = 64;  // as many first bytes as sniff() looks at

// JPEG, PNG, GIF, WebP, BMP, TIFF, and by a setting HEIC, AVIF, JPEG XL; MP4, MOV, 3GP, WebM, Matroska, AVI,
// MPEG. SVG and HTML are nothing at all.
std::optional<MediaType> sniff(std::string_view first_bytes);

// Of all that sniff() knows, those by a setting only where it is on.
std::vector<std::string_view> content_types(MediaKind kind, bool with_heic);
// The type by a setting that a content type or an extension speaks of: "image/heif", ".avif".
std::optional<MediaType> heic_type(std::string_view content_type, std::string_view extension);

enum class ImageFault { none, broken, too_many_pixels };
inline constexpr std::uint64_t max_pixels = 178'956'970;  // as Pillow has it: twice its MAX_IMAGE_PIXELS

// Whether an image is structurally whole: its parts fit together to the end, its checksums (PNG) hold, its
// dimensions are sensible. A JPEG may lack its end marker when one scan is complete. No pixel is decoded.
// Reads the file from its beginning, once (such a JPEG twice), in 64 KB of memory; throws base::DiskError.
ImageFault image_fault(int descriptor, std::uint64_t size, const MediaType& type);
bool is_complete_image(int descriptor, std::uint64_t size, const MediaType& type);

// The extension of a file name as sent: in lower case, with its dot; "" when there is none. It may be any
// text.
std::string extension_of(std::string_view file_name);
// Whether an upload may keep it in its URL.
bool is_image_extension(std::string_view extension, bool with_heic);
bool video_extension(std::string_view extension);
std::optional<std::string_view> extension_of_type(std::string_view content_type,
                                                  MediaKind kind);  // the usual one
std::string image_extensions();  // "bmp, dib, …": for those whose extension is none of them

}  // namespace media
