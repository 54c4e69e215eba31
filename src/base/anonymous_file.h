// SPDX-License-Identifier: MIT
#pragma once

// A temporary file without a name, for data that is too large for memory: first written, then read. It
// disappears with the object, or with the process however that ends.
// Thread safety: one thread at a time.
// Crash safety: a crash during construction may leave an empty "archive-….part", which the next start
// removes.
// Throws: DiskError.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/files.h"

namespace base {

class AnonymousFile {
 public:
  explicit AnonymousFile(const std::string& folder);  // creates the folder if missing

  void write(std::string_view bytes);
  std::uint64_t size() const { return size_; }

  // Returns the next line without its terminator, after the last write(); false at the end.
  bool read_line(std::string& line);
  // Returns the file, positioned at its beginning; replaces read_line().
  Descriptor release();

 private:
  void flush();
  void rewind();

  Descriptor file_;
  std::string waiting_;  // to be written, or read and not yet returned
  std::size_t given_ = 0;
  std::uint64_t size_ = 0;
  bool reading_ = false;
};

}  // namespace base
