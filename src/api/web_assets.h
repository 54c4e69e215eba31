// SPDX-License-Identifier: MIT
#pragma once

// The files of web/, compiled into the program: the page for administrators' browsers.
// Thread safety: constant data; may be read from any thread.

#include <span>
#include <string_view>

namespace api {

struct Asset {
  std::string_view name;  // index.html
  std::string_view content;
  std::string_view gzip;    // content compressed with gzip; empty if that is not smaller
  std::string_view sha256;  // of content, in hexadecimal
};

std::span<const Asset> assets();

}  // namespace api
