// SPDX-License-Identifier: MIT
#include "http/message.h"

#include <algorithm>
#include <limits>

#include "base/text/text.h"

namespace http {

bool is_tus_chunk(std::string_view content_type) {
  return base::iequals(base::trim(content_type.substr(0, content_type.find(';'))),
                       "application/offset+octet-stream");
}

std::string read_all(Body& body) {
  std::string all;
  constexpr std::uint64_t max_piece = 16 * 1024;
  const std::uint64_t length = body.length().value_or(std::numeric_limits<std::uint64_t>::max());
  for (;;) {
    const std::size_t before = all.size();
    const auto piece = static_cast<std::size_t>(std::clamp<std::uint64_t>(length - before, 1, max_piece));
    all.resize(before + piece);
    const std::size_t got = body.read(all.data() + before, piece);
    all.resize(before + got);
    if (got == 0) return all;
  }
}

BodyStream stream_of(std::function<std::size_t(char* to, std::size_t room)> read, std::uint64_t size) {
  constexpr std::size_t piece = 64 * 1024;
  const auto append = [read = std::move(read)](std::string& to) {
    const std::size_t before = to.size();
    to.resize(before + piece);
    to.resize(before + read(to.data() + before, piece));
  };
  return {append, size};
}

std::optional<std::string_view> Request::header(std::string_view lower_name) const {
  const auto found = std::ranges::find(headers, lower_name, &Headers::value_type::first);
  return found == headers.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> Request::query_parameter(std::string_view name) const {
  std::optional<std::string> last;
  for (auto& [key, value] : base::parse_form(query)) {
    if (key == name) last = std::move(value);
  }
  return last;
}

std::int64_t Request::id(std::size_t param) const {
  return param < path_params.size() ? base::parse_int(path_params[param]).value_or(0) : 0;
}

std::string Request::origin() const {
  return std::string(scheme).append("://").append(header("host").value_or("localhost"));
}

Response json(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response json_no_store(int status, std::string body) {
  return json(status, std::move(body)).with_header("Cache-Control", "no-store");
}

Response empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response deferred(Deferred why) {
  Response response;
  response.deferred = std::move(why);
  return response;
}

}  // namespace http
