// SPDX-License-Identifier: MIT
#include "media/formats/sniff.h"

#include <algorithm>
#include <array>

#include "base/text/text.h"

namespace media {
namespace {

using std::string_view_literals::operator""sv;

constexpr MediaType jpeg{MediaKind::image, "image/jpeg", ".jpg"};
constexpr MediaType png{MediaKind::image, "image/png", ".png"};
constexpr MediaType gif{MediaKind::image, "image/gif", ".gif"};
constexpr MediaType webp{MediaKind::image, "image/webp", ".webp"};
constexpr MediaType bmp{MediaKind::image, "image/bmp", ".bmp"};
constexpr MediaType tiff{MediaKind::image, "image/tiff", ".tif"};
constexpr MediaType heic{MediaKind::image, "image/heic", ".heic", true};
constexpr MediaType avif{MediaKind::image, "image/avif", ".avif", true};
constexpr MediaType jpeg_xl{MediaKind::image, "image/jxl", ".jxl", true};
constexpr MediaType mp4{MediaKind::video, "video/mp4", ".mp4"};
constexpr MediaType mov{MediaKind::video, "video/quicktime", ".mov"};
constexpr MediaType mobile{MediaKind::video, "video/3gpp", ".3gp"};
constexpr MediaType webm{MediaKind::video, "video/webm", ".webm"};
constexpr MediaType matroska{MediaKind::video, "video/x-matroska", ".mkv"};
constexpr MediaType avi{MediaKind::video, "video/x-msvideo", ".avi"};
constexpr MediaType mpeg{MediaKind::video, "video/mpeg", ".mpg"};

constexpr auto types = std::to_array(
    {jpeg, png, gif, webp, bmp, tiff, heic, avif, jpeg_xl, mp4, mov, mobile, webm, matroska, avi, mpeg});

struct Signature {
  std::string_view pattern;  // of the first bytes; a dot matches any byte
  std::optional<MediaType> type;
};

// The first match decides.
constexpr auto signatures = std::to_array<Signature>({
    {"\xFF\xD8\xFF"sv, jpeg},
    {"\x89PNG\r\n\x1A\n"sv, png},
    {"GIF87a"sv, gif},
    {"GIF89a"sv, gif},
    {"RIFF....WEBP"sv, webp},
    {"BM"sv, bmp},
    {"II*\0"sv, tiff},
    {"MM\0*"sv, tiff},
    // ISO media files begin with a small "ftyp" box that names their brand. Still images come first …
    {"\0\0..ftyphe"sv, heic},   // heic, heix, hevc, heim …
    {"\0\0..ftypmif"sv, heic},  // HEIF with any codec
    {"\0\0..ftypmsf"sv, heic},
    {"\0\0..ftypavif"sv, avif},
    {"\0\0..ftypavis"sv, avif},
    {"\0\0\0\x0CJXL \r\n\x87\n"sv, jpeg_xl},
    {"\xFF\x0A"sv, jpeg_xl},  // bare codestream
    {"\0\0..ftypavci"sv, {}},
    {"\0\0..ftypavcs"sv, {}},
    {"\0\0..ftypj"sv, {}},     // JPEG 2000, JPEG XS
    {"\0\0..ftypcrx "sv, {}},  // camera raw
    // … then audio …
    {"\0\0..ftypM4A"sv, {}},
    {"\0\0..ftypM4B"sv, {}},
    {"\0\0..ftypM4P"sv, {}},
    {"\0\0..ftypF4A"sv, {}},
    // … then video: all other brands.
    {"\0\0..ftypqt  "sv, mov},
    {"\0\0..ftyp3g"sv, mobile},
    {"\0\0..ftyp"sv, mp4},
    // QuickTime files that predate brands.
    {"....moov"sv, mov},
    {"....mdat"sv, mov},
    {"\0\0\0\x08wide"sv, mov},
    {"\0...free"sv, mov},
    {"\0...skip"sv, mov},
    {"\x1A\x45\xDF\xA3"sv, webm},
    {"RIFF....AVI "sv, avi},
    {"\0\0\x01\xBA"sv, mpeg},
    {"\0\0\x01\xB3"sv, mpeg},
});

// Whether the file may also be the start of a web page or document, as in "<!--mdat--><script>". Nothing else
// distinguishes such a file from QuickTime that predates brands.
bool like_a_page(std::string_view bytes) {
  const std::string_view rest = base::trim(bytes);
  return rest.starts_with('<') || rest.starts_with('%');
}

bool begins(std::string_view bytes, std::string_view pattern) {
  return bytes.size() >= pattern.size() &&
         std::ranges::equal(pattern, bytes.substr(0, pattern.size()),
                            [](char wanted, char byte) { return wanted == '.' || wanted == byte; });
}

// The extensions of the formats above in Pillow, in its order.
constexpr auto image_list =
    std::to_array<std::string_view>({".bmp", ".dib", ".gif", ".tif", ".tiff", ".jfif", ".jpe", ".jpg",
                                     ".jpeg", ".png", ".apng", ".mpo", ".webp"});
constexpr auto video_list =
    std::to_array<std::string_view>({".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3gpp", ".3g2", ".webm", ".mkv",
                                     ".avi", ".mpg", ".mpeg", ".mpe"});

}  // namespace

std::vector<std::string_view> content_types(MediaKind kind, bool with_heic) {
  std::vector<std::string_view> found;
  for (const MediaType& type : types) {
    if (type.kind == kind && (with_heic || !type.by_setting)) found.push_back(type.content_type);
  }
  return found;
}

std::optional<MediaType> sniff(std::string_view first_bytes) {
  const std::string_view bytes = first_bytes.substr(0, sniff_bytes);
  const auto found =
      std::ranges::find_if(signatures, [&](const Signature& one) { return begins(bytes, one.pattern); });
  if (found == signatures.end()) return {};
  constexpr std::string_view any_size = "....";
  if (found->pattern.starts_with(any_size) && like_a_page(bytes.substr(0, any_size.size()))) return {};
  // Both are EBML. The EBML header names the document type among its first elements.
  const bool is_matroska =
      found->type && found->type->extension == webm.extension && bytes.find("matroska") != bytes.npos;
  if (is_matroska) return matroska;
  // A codec may have its own brand in addition to the common one.
  const bool is_avif = found->pattern.ends_with("ftypmif") && bytes.find("avif") != bytes.npos;
  return is_avif ? avif : found->type;
}

std::string extension_of(std::string_view file_name) {
  const std::string_view name = file_name.substr(file_name.find_last_of("/\\") + 1);
  const std::size_t dot = name.rfind('.');
  const bool has_one = dot != name.npos && dot != 0 && dot + 1 != name.size();
  return has_one ? base::ascii_lower(name.substr(dot)) : "";
}

bool is_image_extension(std::string_view extension, bool with_heic) {
  return std::ranges::find(image_list, extension) != image_list.end() ||
         (with_heic && heic_type("", extension));
}

std::optional<MediaType> heic_type(std::string_view content_type, std::string_view extension) {
  const bool heif = content_type.starts_with("image/heif") || content_type.starts_with("image/heic");
  if (heif || extension == ".heif") return heic;
  const auto* const found = std::ranges::find_if(types, [&](const MediaType& one) {
    return one.by_setting && (one.content_type == content_type || one.extension == extension);
  });
  return found == types.end() ? std::nullopt : std::optional(*found);
}

bool video_extension(std::string_view extension) {
  return std::ranges::find(video_list, extension) != video_list.end();
}

std::optional<std::string_view> extension_of_type(std::string_view content_type, MediaKind kind) {
  const auto* const found = std::ranges::find_if(types, [&](const MediaType& one) {
    return one.kind == kind && base::iequals(one.content_type, content_type);
  });
  return found == types.end() ? std::nullopt : std::optional(found->extension);
}

std::string image_extensions() {
  std::string all;
  for (const std::string_view one : image_list) {
    all += all.empty() ? "" : ", ";
    all += one.substr(1);
  }
  return all;
}

}  // namespace media
