// SPDX-License-Identifier: MIT
#include "api/common/errors.h"

#include <algorithm>

#include "base/log.h"
#include "base/text/json.h"

namespace api {
namespace {

using Why = store::StorageError::Kind;

http::HttpError failed(Activity& activity, bool full, const char* what) {
  if (!full) activity.drive_failures.add();
  base::log(base::Level::error, "api", full ? "no room on the drive" : "the drive failed", {{"error", what}});
  return full ? http::error_response(507, "There is not enough room on the drive of this box.")
              : http::error_response(503, "The drive of this box does not work at the moment.")
                    .with_header("Retry-After", "10");
}

}  // namespace

http::HttpError unauthorized(http::HttpError why) {
  return why.with_header("WWW-Authenticate", "Bearer realm=\"api\"");
}

http::HttpError forbidden() {
  return http::error_response(403, "You do not have permission to perform this action.");
}

http::HttpError quota_exceeded() { return http::error_response(403, "Subscription quota exceeded."); }

http::HttpError gone() { return http::error_response(410, "This object was deleted.", "gone"); }

http::HttpError client_id_in_use() { return http::error_response(409, name_of_another); }

http::HttpError throttled(std::int64_t wait) {
  const std::string seconds = std::to_string(wait);
  return http::error_response(429, "Request was throttled. Expected available in " + seconds +
                                       (wait == 1 ? " second." : " seconds."))
      .with_header("Retry-After", seconds);
}

http::HttpError storage_error(Activity& activity, const base::DiskError& error) {
  if (error.file_too_large())
    return http::error_response(413, "The drive of this box holds no file so large.");
  return failed(activity, error.disk_full(), error.what());
}

http::HttpError storage_error(Activity& activity, const store::StorageError& failure) {
  if (failure.why != Why::overload) return failed(activity, failure.why == Why::full, failure.what());
  return http::error_response(503, "This box is busy. Try again in a moment.")
      .with_header("Retry-After", "2");
}

void ValidationErrors::add(std::string_view field, std::string_view message) {
  auto found = std::ranges::find(by_field_, field, [](const auto& entry) { return entry.first; });
  if (found == by_field_.end()) found = by_field_.emplace(found, field, std::vector<std::string>());
  if (std::ranges::find(found->second, message) == found->second.end()) found->second.emplace_back(message);
}

http::HttpError ValidationErrors::error() const {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  for (const auto& [field, messages] : by_field_) {
    json.escaped_key(field).begin_array();
    for (const std::string& message : messages) json.value(message);
    json.end_array();
  }
  json.end_object();
  return {400, std::move(body)};
}

void ValidationErrors::throw_if_any() const {
  if (!by_field_.empty()) throw error();
}

std::string surrogate_fault(std::uint16_t surrogate) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string message = "Surrogate characters are not allowed: U+";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) message += digits[surrogate >> shift & 15U];
  return message + ".";
}

void throw_field_error(std::string_view field, std::string_view message) {
  ValidationErrors errors;
  errors.add(field, message);
  throw errors.error();
}

}  // namespace api
