// SPDX-License-Identifier: MIT
#pragma once

// A file without a name, for what is too much for the memory and nobody needs later: written first, read
// then. One thread at a time. It goes with this object, and with the process however that ends; a crash in
// the very moment it is made leaves an empty "archive-….part", which the next start removes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/files.h"

namespace base {

class AnonymousFile {
 public:
  explicit AnonymousFile(const std::string& folder);  // makes the folder; throws DiskError

  void write(std::string_view bytes);  // throws DiskError
  std::uint64_t size() const { return size_; }

  // After the last write: the next line without its end; false when there is none. Throws DiskError.
  bool read_line(std::string& line);
  // Instead of reading lines: the file at its beginning. Throws DiskError.
  Descriptor release();

 private:
  void flush();
  void rewind();

  Descriptor file_;
  std::string waiting_;  // to be written, or read and not yet given
  std::size_t given_ = 0;
  std::uint64_t size_ = 0;
  bool reading_ = false;
};

}  // namespace base
