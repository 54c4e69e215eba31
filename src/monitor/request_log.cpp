// SPDX-License-Identifier: MIT
#include "monitor/request_log.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "base/text/text.h"

namespace api {
namespace {

constexpr std::size_t most = 2000;
constexpr std::size_t max_path_bytes = 160;

std::uint64_t bytes_of(const http::Response& response) {
  if (response.file) return response.file->size;
  return response.stream ? response.stream->size.value_or(0) : response.body.size();
}

std::string_view kept_path(const http::Request& request) {
  const std::string_view path = std::string_view(request.path).substr(0, max_path_bytes);
  return path.substr(0, base::utf8_prefix(path));
}

void print(const LoggedRequest& asked) {
  base::log_to_stderr(base::Level::debug, "http", "a request",
                      {{"method", asked.method},
                       {"path", asked.path},
                       {"status", std::to_string(asked.status)},
                       {"ms", std::to_string(asked.milliseconds)},
                       {"account", std::to_string(asked.user)},
                       {"address", asked.address}});
}

}  // namespace

void RequestLog::add(const http::Request& request, const http::Response& response, base::SteadyTime begun) {
  const base::SteadyTime now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  if (kept_.size() < most) {
    next_ = kept_.size();
    kept_.emplace_back();
  }
  LoggedRequest& asked = kept_[next_];  // reuses the memory of its strings
  next_ = (next_ + 1) % kept_.size();
  asked.n = base::next_log_sequence();
  asked.at = now;
  asked.method.assign(request.method.substr(0, 10));
  asked.path.assign(kept_path(request));
  asked.address.assign(request.address);
  asked.user = request.caller.user;
  asked.status = response.status;
  asked.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun).count();
  asked.received = request.body == nullptr ? 0 : request.body->length().value_or(0);
  asked.sent = bytes_of(response);
  if (base::log_enabled(base::Level::debug)) print(asked);
}

std::vector<LoggedRequest> RequestLog::since(std::uint64_t n) const {
  std::vector<LoggedRequest> found;
  const std::lock_guard lock(mutex_);
  for (std::size_t at = 0; at < kept_.size(); ++at) {
    const LoggedRequest& asked = kept_[(next_ + at) % kept_.size()];
    if (asked.n > n) found.push_back(asked);
  }
  return found;
}

}  // namespace api
