// SPDX-License-Identifier: MIT
#pragma once

// Maps URLs to handlers. The checks run in the order of the API contract: unknown URL (404), guard (401, 403,
// 429), method (405 with Allow), size of the body (413). GET handlers also answer HEAD; the router answers
// OPTIONS. A URL that lacks only its trailing slash is redirected, as on the central server (301 for GET and
// HEAD, 308 otherwise).
// Thread safety: any thread may call dispatch() after construction.
// Throws: dispatch() throws nothing.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace http {

enum class Access { anyone, user, admin };

using Handler = std::function<Response(Request&)>;

// The maximum size of a body in bytes, fixed or read from a variable. 0: the handler does not read the body.
class BodyLimit {
 public:
  BodyLimit(std::uint64_t bytes = 0) : fixed_(bytes) {}
  BodyLimit(const std::atomic<std::uint64_t>& bytes) : changing_(&bytes) {}  // must outlive this
  std::uint64_t bytes() const { return changing_ != nullptr ? changing_->load() : fixed_; }

 private:
  std::uint64_t fixed_ = 0;
  const std::atomic<std::uint64_t>* changing_ = nullptr;
};

struct Method {
  std::string_view name;
  Handler handler;
  BodyLimit body_cap = {};
};

struct Route {
  // Segments are literal, "<id>" (digits), or "<file>" or "<uuid>" (anything without a slash). A pattern ends
  // with a slash, "<file>" or a file name.
  std::string_view pattern;
  Access access = Access::user;
  std::vector<Method> methods;
  bool any_host = false;  // accepts any Host header
};

class Router {
 public:
  // Runs before the method is checked. Throws HttpError when the caller is not allowed.
  using Guard = std::function<void(Request&, const Route&)>;

  Router(std::vector<Route> routes, Guard guard);

  Response dispatch(Request& request) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  Response answer(Request& request) const;
  const Route* find(std::string_view path, std::vector<std::string_view>& params) const;

  std::vector<Route> routes_;
  Guard guard_;
};

}  // namespace http
