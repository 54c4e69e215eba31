// SPDX-License-Identifier: MIT
#include <utility>

#include "base/text.h"
#include "media/library.h"

namespace media {
namespace {

// Often enough that dozens of uploads at once stay within the reserve.
constexpr std::uint64_t measure_every = 1 << 20;

std::string in_words(std::uint64_t bytes) {
  if (bytes % 1'000'000 == 0) return std::to_string(bytes / 1'000'000) + " MB";
  if (bytes % 1'000 == 0) return std::to_string(bytes / 1'000) + " kB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

Upload::Upload(Shards& shards, std::string_view file_name, Kind kind, const Limits& limits)
    : shards_(&shards), extension_(extension_of(file_name)), kind_(kind), limits_(limits) {}

void Upload::write(std::string_view bytes) {
  if (fault_) return;
  stored_.size += bytes.size();
  if (stored_.size > most_bytes()) return refuse(Fault::too_large);
  if (file_) return put(bytes);
  first_ += bytes;
  if (first_.size() >= sniff_bytes) start();
}

void Upload::start() {
  const std::string first = std::exchange(first_, {});
  type_ = sniff(first);
  if (!type_ || type_->kind != kind_) {
    return refuse(kind_ == Kind::image ? Fault::not_an_image : Fault::not_a_video);
  }
  const bool keeps = kind_ == Kind::image ? image_extension(extension_) : video_extension(extension_);
  stored_.file = new_file_name(keeps ? std::string_view(extension_) : type_->extension);
  stored_.content_type = type_->content_type;
  file_.emplace(shards_->path_for_new(stored_.file));
  put(first);
}

void Upload::put(std::string_view bytes) {
  unmeasured_ += bytes.size();
  if (unmeasured_ >= measure_every) {
    require_room(shards_->folder(), bytes.size(), limits_.reserve_bytes);
    unmeasured_ = 0;
  }
  file_->write(bytes);
  hash_.update(bytes);
}

void Upload::refuse(Fault fault) {
  fault_ = fault;
  file_.reset();
}

std::optional<Fault> Upload::finish() {
  if (stored_.size == 0) return Fault::empty;
  if (!fault_ && !file_) start();  // it is shorter than what sniff() would like to see
  if (!fault_ && kind_ == Kind::image) {
    if (const auto fault = fault_of_image()) refuse(*fault);
  }
  if (!fault_) stored_.sha256 = base::hex(hash_.digest());
  return fault_;
}

// The content is looked at before the name: the seed's order.
std::optional<Fault> Upload::fault_of_image() const {
  const base::Descriptor written = base::open_to_read(file_->path());
  if (!written || !intact_image(written.get(), stored_.size, *type_)) return Fault::not_an_image;
  if (!image_extension(extension_)) return Fault::bad_extension;
  return {};
}

std::string explain(Fault fault, std::string_view file_name, std::uint64_t most_bytes) {
  const std::string extension = extension_of(file_name);
  switch (fault) {
    case Fault::empty:
      return "The submitted file is empty.";
    case Fault::not_an_image:
      return "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";
    case Fault::not_a_video:
      return "Upload a valid video. The file you uploaded was either not a video or a corrupted video.";
    case Fault::too_large:
      return "The file is too large: at most " + in_words(most_bytes) + ".";
    case Fault::bad_extension:
      break;
  }
  return "File extension “" + extension.substr(extension.empty() ? 0 : 1) +
         "” is not allowed. Allowed extensions are: " + image_extensions() + ".";
}

}  // namespace media
