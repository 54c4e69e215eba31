// SPDX-License-Identifier: MIT
#include "http/origin.h"

#include <algorithm>
#include <cstddef>

namespace http {
namespace {

bool is_scheme(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

bool is_authority(std::string_view text) {
  return !text.empty() && text.size() <= 260 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':' ||
           c == '[' || c == ']';
  });
}

}  // namespace

bool is_origin(std::string_view text) {
  if (text == "*") return true;
  const std::size_t colon = text.find("://");
  return colon != std::string_view::npos && is_scheme(text.substr(0, colon)) &&
         is_authority(text.substr(colon + 3));
}

}  // namespace http
