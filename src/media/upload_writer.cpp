// SPDX-License-Identifier: MIT
#include <utility>

#include "base/files.h"
#include "base/text/text.h"
#include "media/file_store.h"
#include "media/formats/image_formats.h"
#include "media/formats/mp4.h"
#include "media/location.h"
#include "media/sharded_folder.h"

namespace media {
namespace {

// Often enough that dozens of concurrent uploads do not use up the reserve.
constexpr std::uint64_t measure_every = 1 << 20;

std::string in_words(std::uint64_t bytes) {
  if (bytes % 1'000'000 == 0) return std::to_string(bytes / 1'000'000) + " MB";
  if (bytes % 1'000 == 0) return std::to_string(bytes / 1'000) + " kB";
  return std::to_string(bytes) + " bytes";
}

// Checks the content before the name, as Django does.
std::optional<FileError> fault_of_image(ImageFault fault, std::string_view extension, bool heic) {
  if (fault == ImageFault::too_many_pixels) return FileError::too_many_pixels;
  if (fault == ImageFault::broken) return FileError::not_an_image;
  if (!is_image_extension(extension, heic)) return FileError::bad_extension;
  return {};
}

// Completes the result for the first bytes. Returns the end of an image if it is known, or 0.
std::uint64_t look_at_whole(int written, std::uint64_t size, std::string_view extension, bool heic,
                            Inspection& looked) {
  if (looked.type.kind == MediaKind::image) {
    const ImageCheck image = check_image(written, size, looked.type);
    looked.fault = fault_of_image(image.fault, extension, heic);
    return image.end;
  }
  const Mp4Traits film = film_traits(written, size, looked.type);
  if (!film.complete) looked.fault = FileError::incomplete_film;
  looked.warning = playback_warning(film);
  return 0;
}

Inspection looked_at_first(std::string_view bytes, MediaKind kind, bool heic) {
  const auto type = sniff(bytes);
  if (type && type->kind == kind) return {fault_of_type(*type, heic), *type, {}};
  return {kind == MediaKind::image ? FileError::not_an_image : FileError::not_a_video, {}, {}};
}

bool keeps_extension(MediaKind kind, std::string_view extension, bool heic) {
  return kind == MediaKind::image ? is_image_extension(extension, heic) : video_extension(extension);
}

std::string not_accepted(std::string_view format) {
  return "The file is " + std::string(format) +
         " image, which is not accepted. Set the camera to its most compatible format (JPEG), or let the app "
         "convert the image, and send it again.";
}

std::string first_bytes_of(const base::Descriptor& file) {
  std::string first(sniff_bytes, '\0');
  first.resize(base::read_up_to(file, first.data(), first.size()));
  return first;
}

}  // namespace

UploadWriter::UploadWriter(ShardedFolder& shards, std::string_view file_name, MediaKind kind,
                           const Limits& limits)
    : shards_(&shards), extension_(extension_of(file_name)), kind_(kind), limits_(limits) {}

void UploadWriter::write(std::string_view bytes) {
  if (fault_) return;
  stored_.size += bytes.size();
  if (stored_.size > max_bytes()) return reject(FileError::too_large);
  if (file_) return append(bytes);
  first_ += bytes;
  if (first_.size() >= sniff_bytes) start();
}

void UploadWriter::start() {
  const std::string first = std::exchange(first_, {});
  const Inspection looked = looked_at_first(first, kind_, limits_.heic);
  if (looked.fault) return reject(*looked.fault);
  type_ = looked.type;
  stored_.file = new_file_name(keeps_extension(kind_, extension_, limits_.heic) ? std::string_view(extension_)
                                                                                : type_->extension);
  stored_.content_type = type_->content_type;
  file_.emplace(shards_->path_for_new(stored_.file));
  append(first);
}

void UploadWriter::append(std::string_view bytes) {
  unmeasured_ += bytes.size();
  if (unmeasured_ >= measure_every) {
    require_free_space(shards_->folder(), bytes.size(), limits_.reserve_bytes);
    unmeasured_ = 0;
  }
  file_->write(bytes);
  hash_.update(bytes);
}

void UploadWriter::reject(FileError fault) {
  fault_ = fault;
  file_.reset();
}

std::optional<FileError> UploadWriter::finish() {
  if (stored_.size == 0) return FileError::empty;
  if (!fault_ && !file_) start();  // the file is shorter than sniff_bytes
  if (fault_) return fault_;
  Inspection looked{{}, *type_, {}};
  const base::Descriptor whole = base::open_read_write(file_->path());
  const std::uint64_t end = look_at_whole(whole.get(), stored_.size, extension_, limits_.heic, looked);
  stored_.warning = looked.warning;
  if (looked.fault) {
    reject(*looked.fault);
    return fault_;
  }
  take_hashes();
  if (erase_location_metadata(whole.get(), stored_.size, *type_, end)) {
    stored_.sha256 = base::hex(crypto::sha256(whole));
  }
  return {};
}

void UploadWriter::take_hashes() { stored_.sent_sha256 = stored_.sha256 = base::hex(hash_.digest()); }

std::optional<std::string> FileStore::new_name(std::string_view file_name, MediaKind kind,
                                               std::string_view declared_type) const {
  const std::string extension = extension_of(file_name);
  if (keeps_extension(kind, extension, heic_)) return new_file_name(extension);
  if (kind == MediaKind::image && !extension.empty()) return {};
  const std::string_view usual = kind == MediaKind::image ? ".jpg" : ".mp4";
  return new_file_name(extension_of_type(declared_type, kind).value_or(usual));
}

std::optional<FileError> FileStore::sniff_error(std::string_view file, MediaKind kind) const {
  return looked_at_first(first_bytes_of(open(file)), kind, heic_).fault;
}

// If the client's file name has no extension, new_name() has chosen a valid one.
Inspection FileStore::inspect(std::string_view file, std::string_view file_name, MediaKind kind) const {
  const base::Descriptor whole = open(file);
  Inspection looked = looked_at_first(first_bytes_of(whole), kind, heic_);
  if (looked.fault) return looked;
  const std::string given = extension_of(file_name);
  look_at_whole(whole.get(), size_of(file).value_or(0), given.empty() ? extension_of(file) : given, heic_,
                looked);
  return looked;
}

bool FileStore::erase_location(std::string_view file, const MediaType& type,
                               const std::function<void()>& first) const {
  const base::Descriptor whole = open_to_change(file);
  const OverwritePlan plan = find_location_metadata(whole.get(), size_of(file).value_or(0), type);
  if (plan.empty()) return false;
  first();
  plan.apply(whole.get(), true);
  return true;
}

std::optional<FileError> fault_of_type(const MediaType& type, bool heic) {
  if (!type.by_setting || heic) return {};
  if (type.extension == ".avif") return FileError::avif;
  return type.extension == ".jxl" ? FileError::jpeg_xl : FileError::heic;
}

std::string error_message(FileError fault, std::string_view file_name, std::uint64_t max_bytes) {
  const std::string extension = extension_of(file_name);
  switch (fault) {
    case FileError::empty:
      return "The submitted file is empty.";
    case FileError::not_an_image:
      return "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";
    case FileError::not_a_video:
      return "Upload a valid video. The file you uploaded was either not a video or a corrupted video.";
    case FileError::too_large:
      return "The file is too large: at most " + in_words(max_bytes) + ".";
    case FileError::too_many_pixels:
      return "The image has too many pixels: at most " + std::to_string(max_pixels) + " are allowed.";
    case FileError::incomplete_film:
      return "The video is not complete: its end is missing, and nothing can play it. Send it again.";
    case FileError::heic:
      return not_accepted("a HEIC");
    case FileError::avif:
      return not_accepted("an AVIF");
    case FileError::jpeg_xl:
      return not_accepted("a JPEG XL");
    case FileError::bad_extension:
      break;
  }
  return "File extension “" + extension.substr(extension.empty() ? 0 : 1) +
         "” is not allowed. Allowed extensions are: " + image_extensions() + ".";
}

}  // namespace media
