// SPDX-License-Identifier: MIT
#pragma once

// The files of web/, compiled in: the page in the administrators' browsers. Constant data: any thread may
// read it.

#include <span>
#include <string_view>

namespace api {

struct Asset {
  std::string_view name;  // index.html
  std::string_view content;
  std::string_view gzip;    // the same, compressed; "" when that is no smaller
  std::string_view sha256;  // of the content, in hex
};

std::span<const Asset> assets();

}  // namespace api
