// SPDX-License-Identifier: MIT
#include "api/request/warnings.h"

#include <algorithm>
#include <string>

#include "base/text/text.h"

namespace api {
namespace {

constexpr std::string_view header = "X-ExpoBox-Warning";
constexpr std::size_t max_request_bytes = 200;
constexpr int stored = 201;  // the status in the help desk entry

}  // namespace

void add_warning(const Context& context, http::Request& request, std::string_view text) {
  const std::pair<std::string, std::string> added(header, text);
  if (text.empty() || std::ranges::find(request.response_headers, added) != request.response_headers.end())
    return;
  request.response_headers.push_back(added);
  if (request.caller.user == 0) return;
  const std::string line = std::string(request.method) + " " + request.path;
  context.activity.contacts.record_error(
      request.caller.user,
      {.at = context.clock.now(),
       .status = stored,
       .request = line.substr(0, base::utf8_prefix(std::string_view(line).substr(0, max_request_bytes))),
       .detail = std::string(text)});
}

}  // namespace api
