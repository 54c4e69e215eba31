// SPDX-License-Identifier: MIT
#pragma once

// What is logged while a test looks.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/files.h"
#include "support/temp_folder.h"

namespace support {

// Standard error goes to a file for as long as this lives.
class Captured {
 public:
  Captured() : kept_(::dup(STDERR_FILENO)) {
    const base::Descriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    ::dup2(file.get(), STDERR_FILENO);
  }
  ~Captured() { ::dup2(kept_.get(), STDERR_FILENO); }

  std::string all() const { return *base::read_file(path_); }
  std::string without_time() const {
    const std::string text = all();
    return text.substr(std::min(text.find(' ') + 1, text.size()));
  }

 private:
  support::TempFolder folder_;
  std::string path_ = folder_ / "log";
  base::Descriptor kept_;
};

}  // namespace support
