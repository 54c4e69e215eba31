// SPDX-License-Identifier: MIT
#pragma once

// From URL to handler, by one table. Pure: no socket, no thread of its own; after the table is made any
// thread may dispatch.
//
// The order is the contract's: 404 unknown URL, then the guard (401, 403, 429), then 405 with Allow, then the
// body's size against the method's cap (413), then the handler. HEAD is answered by GET's handler, OPTIONS by
// the table. A URL that lacks only its final slash is redirected to the one with it, as the central server
// does (301 for GET and HEAD, 308 otherwise).

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

// The most a body may be, in bytes: for good, or what a number is that may change. 0: the handler never looks
// at the body.
class BodyLimit {
 public:
  BodyLimit(std::uint64_t bytes = 0) : fixed_(bytes) {}
  BodyLimit(const std::atomic<std::uint64_t>& bytes) : changing_(&bytes) {}  // which outlives it
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
  // Segments are literal, "<id>" (digits), or "<file>" or "<uuid>" (anything without a slash). Ends with a
  // slash, in "<file>" or in a file's name.
  std::string_view pattern;
  Access access = Access::user;
  std::vector<Method> methods;
  bool any_host = false;  // answered whatever Host a request has
};

class Router {
 public:
  // Looks at a request before its method is: throws HttpError when the caller may not.
  using Guard = std::function<void(Request&, const Route&)>;

  Router(std::vector<Route> routes, Guard guard);

  Response dispatch(Request& request) const;  // never throws
  const std::vector<Route>& routes() const { return routes_; }

 private:
  Response answer(Request& request) const;
  const Route* find(std::string_view path, std::vector<std::string_view>& params) const;

  std::vector<Route> routes_;
  Guard guard_;
};

}  // namespace http
