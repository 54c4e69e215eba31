// SPDX-License-Identifier: MIT
// Input: a file.
// Its type is told by its first bytes alone and is never that of a page; a whole image stays one when a phone
// appends to it; a walk through it ends.

#include <sys/mman.h>
#include <unistd.h>

#include "base/files.h"
#include "fuzz/fuzz.h"
#include "media/formats/sniff.h"

namespace {

bool intact(std::string_view bytes, const media::MediaType& type) {
  const base::Descriptor file(memfd_create("image", MFD_CLOEXEC));
  fuzz::require(write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
                "a file in memory can be written");
  return media::is_complete_image(file.get(), bytes.size(), type);
}

bool looks_like_a_page(std::string_view bytes) {
  constexpr std::string_view blanks = "\t\n\v\f\r ";
  const std::string_view rest = bytes.substr(std::min(bytes.find_first_not_of(blanks), bytes.size()));
  return rest.starts_with('<') || rest.starts_with("%PDF") || rest.starts_with("%!PS");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::view(data, size);
  const auto type = media::sniff(bytes);
  const auto first = media::sniff(bytes.substr(0, media::sniff_bytes));
  fuzz::require(type.has_value() == first.has_value() && (!type || type->content_type == first->content_type),
                "the first bytes alone tell the type");
  if (!type) return 0;
  fuzz::require(!looks_like_a_page(bytes), "a page is no picture");
  const bool image = type->kind == media::MediaKind::image;
  fuzz::require(type->content_type.starts_with(image ? "image/" : "video/"), "an image or a video");

  const bool whole = intact(bytes, *type);
  fuzz::require(!whole || image, "only an image is a whole image");
  // A GIF may do without its end, so what is appended to one may be taken for more of it.
  if (whole && type->content_type != "image/gif") {
    fuzz::require(intact(std::string(bytes) + "appended", *type), "an image may be appended to");
  }
  return 0;
}
