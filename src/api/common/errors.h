// SPDX-License-Identifier: MIT
#pragma once

// What went wrong, in the API's words. Pure but for a log line when a drive fails; any thread may call.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "http/error.h"
#include "monitor/activity.h"
#include "store/engine/engine.h"

namespace api {

http::HttpError unauthorized(http::HttpError why);  // a 401 with its challenge
http::HttpError forbidden();                        // 403: somebody else's
http::HttpError quota_exceeded();                   // 403: no booth more
http::HttpError gone();                             // 410: what was asked about is no more
http::HttpError client_id_in_use();  // 409: its client_id is an object's of another kind or place
inline constexpr std::string_view name_of_another =
    "This client_id belongs to another object of this exhibitor.";
http::HttpError throttled(std::int64_t wait);  // 429, to come back after so many seconds

// 503 or 507: the world below is broken, the request is not. The journal counts what the drive is to blame
// for. 413: a file larger than the drive's filesystem takes.
http::HttpError storage_error(Activity& activity, const base::DiskError& error);
http::HttpError storage_error(Activity& activity, const store::StorageError& failure);

// Runs what may meet a failing drive.
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

// What is wrong with the fields of a request, all of it at once. One thread.
class ValidationErrors {
 public:
  void add(std::string_view field, std::string_view message);  // the same about one field only once
  http::HttpError error() const;                               // 400 {"field": ["message", …], …}
  void throw_if_any() const;                                   // throws it when there are any

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> by_field_;
};

std::string surrogate_fault(std::uint16_t surrogate);  // Django's message

[[noreturn]] void throw_field_error(std::string_view field,
                                    std::string_view message);  // one complaint: throws 400

}  // namespace api
