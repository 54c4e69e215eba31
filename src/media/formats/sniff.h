// SPDX-License-Identifier: MIT
#pragma once

// Determines the type of a file from its content, never from its name.
// Thread safety: pure functions over bytes and descriptors; any thread may call them.
// Throws: base::DiskError where noted.

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
  std::string_view content_type;  // sent to clients
  std::string_view extension;     // the usual extension, with its dot
  bool by_setting = false;        // stored only if the organiser allows it: many browsers cannot show it
};

inline constexpr std::size_t sniff_bytes = 64;  // number of leading bytes that sniff() examines

// Recognises JPEG, PNG, GIF, WebP, BMP, TIFF, HEIC, AVIF, JPEG XL, MP4, MOV, 3GP, WebM, Matroska, AVI and
// MPEG. HEIC, AVIF and JPEG XL have `by_setting` set. Returns nothing for SVG and HTML.
std::optional<MediaType> sniff(std::string_view first_bytes);

// The types that sniff() recognises, those with `by_setting` only if `with_heic`.
std::vector<std::string_view> content_types(MediaKind kind, bool with_heic);
// The type with `by_setting` that a content type or an extension denotes: "image/heif", ".avif".
std::optional<MediaType> heic_type(std::string_view content_type, std::string_view extension);

enum class ImageFault { none, broken, too_many_pixels };
inline constexpr std::uint64_t max_pixels = 178'956'970;  // as in Pillow: twice its MAX_IMAGE_PIXELS

// Checks whether an image is structurally complete: its parts fit together to the end, PNG checksums match,
// and its dimensions are plausible. A JPEG may lack its end marker if one scan is complete. No pixel is
// decoded. Reads the file once from its start (such a JPEG twice), in 64 KB of memory. Both functions throw
// base::DiskError.
ImageFault image_fault(int descriptor, std::uint64_t size, const MediaType& type);
bool is_complete_image(int descriptor, std::uint64_t size, const MediaType& type);

// The extension of a file name as sent, in lower case and with its dot; "" if there is none. It may be any
// text.
std::string extension_of(std::string_view file_name);
// Whether an upload may have the extension in its URL.
bool is_image_extension(std::string_view extension, bool with_heic);
bool video_extension(std::string_view extension);
std::optional<std::string_view> extension_of_type(std::string_view content_type,
                                                  MediaKind kind);  // the usual extension
std::string image_extensions();  // "bmp, dib, …", for error messages about other extensions

}  // namespace media
