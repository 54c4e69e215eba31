// SPDX-License-Identifier: MIT
#pragma once

// A buffer of 64 KiB for reading and writing files and request bodies. A few unused buffers are cached,
// because new memory of this size costs a system call and a page fault for every 4 KiB. The content is not
// initialised.
// Thread safety: an object belongs to one thread.
// Throws: std::bad_alloc.

#include <cstddef>
#include <memory>

namespace base {

class IoBuffer {
 public:
  static constexpr std::size_t size = 64 * 1024;

  IoBuffer();
  IoBuffer(IoBuffer&&) = default;
  IoBuffer& operator=(IoBuffer&&) = default;
  IoBuffer(const IoBuffer&) = delete;
  IoBuffer& operator=(const IoBuffer&) = delete;
  ~IoBuffer();

  char* data() const { return bytes_.get(); }

 private:
  std::unique_ptr<char[]> bytes_;
};

}  // namespace base
