// SPDX-License-Identifier: MIT
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "media/folder.h"
#include "media/library.h"
#include "media/location.h"

namespace media {
namespace {

// Often enough that dozens of uploads at once stay within the reserve.
constexpr std::uint64_t measure_every = 1 << 20;

std::string in_words(std::uint64_t bytes) {
  if (bytes % 1'000'000 == 0) return std::to_string(bytes / 1'000'000) + " MB";
  if (bytes % 1'000 == 0) return std::to_string(bytes / 1'000) + " kB";
  return std::to_string(bytes) + " bytes";
}

// The content is looked at before the name: the seed's order.
std::optional<Fault> fault_of_whole(const base::Directory& folder, std::string_view file, std::uint64_t size,
                                    const Type& type, std::string_view extension) {
  if (type.kind != Kind::image) return {};
  const base::Descriptor written = folder.open_to_read(name_of(file));
  if (!written || !intact_image(written.get(), size, type)) return Fault::not_an_image;
  if (!image_extension(extension)) return Fault::bad_extension;
  return {};
}

Looked looked_at_first(std::string_view bytes, Kind kind) {
  const auto type = sniff(bytes);
  if (type && type->kind == kind) return {{}, *type};
  return {kind == Kind::image ? Fault::not_an_image : Fault::not_a_video, {}};
}

bool keeps_extension(Kind kind, std::string_view extension) {
  return kind == Kind::image ? image_extension(extension) : video_extension(extension);
}

std::string first_bytes_of(const base::Descriptor& file) {
  std::string first(sniff_bytes, '\0');
  first.resize(base::read_some(file, first.data(), first.size()));
  return first;
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
  const Looked looked = looked_at_first(first, kind_);
  if (looked.fault) return refuse(*looked.fault);
  type_ = looked.type;
  stored_.file =
      new_file_name(keeps_extension(kind_, extension_) ? std::string_view(extension_) : type_->extension);
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
  if (!fault_) {
    if (const auto fault =
            fault_of_whole(shards_->directory(), stored_.file, stored_.size, *type_, extension_)) {
      refuse(*fault);
    }
  }
  if (!fault_) take_hashes();
  return fault_;
}

void Upload::take_hashes() {
  stored_.sent_sha256 = stored_.sha256 = base::hex(hash_.digest());
  const base::Descriptor whole = base::open_to_change(file_->path());
  if (blank_location(whole.get(), stored_.size, *type_)) stored_.sha256 = base::hex(crypto::sha256(whole));
}

std::optional<std::string> Library::new_name(std::string_view file_name, Kind kind,
                                             std::string_view declared_type) const {
  const std::string extension = extension_of(file_name);
  if (keeps_extension(kind, extension)) return new_file_name(extension);
  if (kind == Kind::image && !extension.empty()) return {};
  const std::string_view usual = kind == Kind::image ? ".jpg" : ".mp4";
  return new_file_name(extension_of_type(declared_type, kind).value_or(usual));
}

std::optional<Fault> Library::fault_of_first_bytes(std::string_view file, Kind kind) const {
  return looked_at_first(first_bytes_of(open(file)), kind).fault;
}

// A file whose name has no extension was given a good one.
Looked Library::look_at(std::string_view file, std::string_view file_name, Kind kind) const {
  Looked looked = looked_at_first(first_bytes_of(open(file)), kind);
  if (looked.fault) return looked;
  const std::string given = extension_of(file_name);
  looked.fault = fault_of_whole(shards_.directory(), file, size_of(file).value_or(0), looked.type,
                                given.empty() ? extension_of(file) : given);
  return looked;
}

bool Library::blank_location(std::string_view file, const Type& type,
                             const std::function<void()>& first) const {
  const base::Descriptor whole = open_to_change(file);
  const Blanks blanks = location_in(whole.get(), size_of(file).value_or(0), type);
  if (blanks.empty()) return false;
  first();
  blanks.carry_out(whole.get(), true);
  return true;
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
