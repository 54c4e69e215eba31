// SPDX-License-Identifier: MIT
#pragma once

// Error responses of the API. storage_error() also logs a failing drive.
// Thread safety: may be called from any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "http/error.h"
#include "monitor/activity.h"
#include "store/engine/database.h"

namespace api {

http::HttpError unauthorized(http::HttpError why);  // adds the challenge to a 401
http::HttpError forbidden();                        // 403: not the caller's
http::HttpError quota_exceeded();                   // 403: the booth limit is reached
http::HttpError gone();                             // 410: the object was deleted
http::HttpError client_id_in_use();  // 409: the client_id belongs to an object of another kind or place
inline constexpr std::string_view name_of_another =
    "This client_id belongs to another object of this exhibitor.";
http::HttpError throttled(std::int64_t wait);  // 429 with Retry-After, in seconds

// 503 or 507 for a storage failure, which is not the request's fault. `activity` counts failures of the
// drive. 413 for a file larger than the drive's file system allows.
http::HttpError storage_error(Activity& activity, const base::DiskError& error);
http::HttpError storage_error(Activity& activity, const store::StorageError& failure);

// Runs `call` and maps its storage errors to HTTP errors.
template <class Call>
auto map_storage_errors(Activity& activity, Call&& call) {
  try {
    return call();
  } catch (const base::DiskError& error) {
    throw storage_error(activity, error);
  } catch (const store::StorageError& failure) {
    throw storage_error(activity, failure);
  }
}

// Collects all validation errors of a request. Confined to one thread.
class ValidationErrors {
 public:
  void add(std::string_view field, std::string_view message);  // ignores a repeated message for a field
  http::HttpError error() const;                               // 400 {"field": ["message", …], …}
  void throw_if_any() const;                                   // throws error() if there are any

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> by_field_;
};

std::string surrogate_fault(std::uint16_t surrogate);  // Django's message

[[noreturn]] void throw_field_error(std::string_view field,
                                    std::string_view message);  // a single error; throws 400

}  // namespace api
