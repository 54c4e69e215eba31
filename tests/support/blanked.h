// SPDX-License-Identifier: MIT
#pragma once

// What is left of a picture or film once its location was overwritten.

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/files.h"
#include "media/location.h"

namespace support {

struct FileInMemory {
  explicit FileInMemory(const std::string& bytes) : size(bytes.size()), file(::memfd_create("picture", 0)) {
    REQUIRE(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  std::string content() const {
    std::string bytes(size + 1, '\0');
    bytes.resize(static_cast<std::size_t>(::pread(file.get(), bytes.data(), bytes.size(), 0)));
    return bytes;
  }
  bool blank() const { return media::erase_location_metadata(file.get(), size, *media::sniff(content())); }

  std::size_t size;
  base::Descriptor file;
};

// What is left. It is altered once at most, and an intact image stays one.
inline std::string blanked(const std::string& bytes) {
  const auto type = media::sniff(bytes);
  REQUIRE(type);
  const FileInMemory file(bytes);
  const bool intact = media::is_complete_image(file.file.get(), bytes.size(), *type);
  const bool altered = file.blank();
  const std::string left = file.content();
  CHECK(altered == (left != bytes));
  CHECK(left.size() == bytes.size());
  CHECK_FALSE(file.blank());
  CHECK(file.content() == left);
  if (intact) CHECK(media::is_complete_image(file.file.get(), bytes.size(), *type));
  return left;
}

}  // namespace support
