// SPDX-License-Identifier: MIT
#include "http/router.h"

#include <algorithm>
#include <exception>

#include "base/log.h"
#include "base/text/text.h"
#include "http/error.h"

namespace http {
namespace {

bool digits_only(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Returns the segment before the next slash and advances `rest` past that slash.
std::string_view take_segment(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string_view>& params) {
  params.clear();
  if (pattern.ends_with('/') != path.ends_with('/')) return false;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view given = take_segment(path);
    if (wanted == "<id>") {
      if (!digits_only(given)) return false;
      params.push_back(given);
    } else if (wanted == "<file>" || wanted == "<uuid>") {
      if (given.empty()) return false;
      params.push_back(given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

std::string allowed(const Route& route) {
  std::string list;
  bool readable = false;
  for (const Method& method : route.methods) {
    list.append(method.name).append(", ");
    readable = readable || method.name == "GET";
  }
  return list.append(readable ? "HEAD, OPTIONS" : "OPTIONS");
}

const Method& method_of(const Route& route, std::string_view name) {
  const std::string_view wanted = name == "HEAD" ? "GET" : name;
  const auto found = std::ranges::find(route.methods, wanted, &Method::name);
  if (found != route.methods.end()) return *found;
  std::string message = "Method \"";
  message.append(name).append("\" not allowed.");
  throw error_response(405, message).with_header("Allow", allowed(route));
}

// Returns false when the request must be deferred for its body.
bool enforce_body_limit(Request& request, const Method& method) {
  const std::uint64_t cap = method.body_cap.bytes();
  if (request.body == nullptr || cap == 0) return true;
  if (request.body->length().value_or(0) > cap) throw error_response(413, "The request is too large.");
  request.body->set_limit(cap);
  return request.body->admit(request.caller);
}

Response redirect_to_slash(const Request& request) {
  const bool safe = request.method == "GET" || request.method == "HEAD";
  std::string location(request.target.substr(0, request.target.find('?')));
  location += '/';
  if (!request.query.empty()) location.append("?").append(request.query);
  return empty(safe ? 301 : 308).with_header("Location", std::move(location));
}

}  // namespace

Router::Router(std::vector<Route> routes, Guard guard)
    : routes_(std::move(routes)), guard_(std::move(guard)) {}

const Route* Router::find(std::string_view path, std::vector<std::string_view>& params) const {
  const auto found =
      std::ranges::find_if(routes_, [&](const Route& r) { return matches(r.pattern, path, params); });
  return found == routes_.end() ? nullptr : &*found;
}

Response Router::answer(Request& request) const {
  const Route* route = find(request.path, request.path_params);
  if (route == nullptr) {
    const std::string with_slash = request.path + '/';
    std::vector<std::string_view> params;
    if (!request.path.ends_with('/') && find(with_slash, params) != nullptr)
      return redirect_to_slash(request);
    throw not_found();
  }
  guard_(request, *route);
  if (request.method == "OPTIONS") return empty().with_header("Allow", allowed(*route));
  const Method& method = method_of(*route, request.method);
  if (!enforce_body_limit(request, method)) return deferred({});
  return method.handler(request);
}

Response Router::dispatch(Request& request) const {
  Response response;
  try {
    response = answer(request);
  } catch (const HttpError& error) {
    response = error.response();
  } catch (const Deferred& why) {
    return deferred(why);
  } catch (const std::exception& broken) {
    base::log(base::Level::error, "http", "a request failed",
              {{"method", std::string(request.method)}, {"path", request.path}, {"error", broken.what()}});
    response = error_response(500, "Internal server error.").response();
  }
  for (auto& header : request.response_headers) response.headers.push_back(std::move(header));
  return response;
}

}  // namespace http
