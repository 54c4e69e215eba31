// SPDX-License-Identifier: MIT
// Input: a file.
// Its location is overwritten: it stays as long as it was and, if it was one, an intact image; a second time
// nothing is altered.

#include "media/location.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/files.h"
#include "fuzz/fuzz.h"

namespace {

std::string content_of(const base::Descriptor& file, std::size_t size) {
  std::string content(size + 1, '\0');
  const ssize_t got = pread(file.get(), content.data(), content.size(), 0);
  fuzz::require(got == static_cast<ssize_t>(size), "it is as long as it was");
  content.resize(size);
  return content;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::view(data, size);
  const auto type = media::sniff(bytes);
  if (!type) return 0;
  const base::Descriptor file(memfd_create("file", MFD_CLOEXEC));
  fuzz::require(write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
                "a file in memory can be written");
  const bool whole = media::is_complete_image(file.get(), size, *type);
  const bool altered = media::erase_location_metadata(file.get(), size, *type);
  const std::string left = content_of(file, size);
  fuzz::require(altered == (left != bytes), "it says whether it altered anything");
  fuzz::require(!whole || media::is_complete_image(file.get(), size, *type), "an intact image stays one");
  fuzz::require(!media::erase_location_metadata(file.get(), size, *type) && content_of(file, size) == left,
                "nothing is altered twice");
  return 0;
}
