// SPDX-License-Identifier: MIT
#include "api/request/etags.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "api/request/commit.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "http/range.h"

namespace api {
namespace {

constexpr std::size_t mark_bytes = 6;  // guards against accidental collisions only

std::string text_of(const store::RowRef& row) {
  return std::string(store::to_string(row.kind)).append("-").append(std::to_string(row.id)).append("-");
}

// The file behind a media id never changes, so the ids and the primary flag cover all that is shown.
std::string mark_of(MediaRows media) {
  std::string shown;
  for (const store::Media& one : media) {
    shown.append(std::to_string(one.id.value)).append(one.primary ? "*," : ",");
  }
  return base::hex(crypto::sha256(shown).substr(0, mark_bytes));
}

std::string tag(const store::RowRef& row, std::int64_t version, MediaRows media) {
  std::string text = '"' + text_of(row) + std::to_string(version);
  if (!media.empty()) text.append("-").append(mark_of(media));
  return text + '"';
}

// All If-Match fields joined into one list; "" if there are none.
std::string if_match_of(const http::Request& request) {
  std::string list;
  for (const auto& [name, value] : request.headers) {
    if (name == "if-match") list.append(list.empty() ? "" : ",").append(value);
  }
  return list;
}

// The version in "booth-12-7" or "booth-12-7-5f0c…"; nullopt for a weak tag or another row's tag.
std::optional<std::int64_t> version_in(std::string_view tag, const store::RowRef& row) {
  const std::string begin = '"' + text_of(row);
  if (!tag.starts_with(begin) || !tag.ends_with('"') || tag.size() <= begin.size()) return {};
  const std::string_view rest = tag.substr(begin.size(), tag.size() - begin.size() - 1);
  return base::parse_int(rest.substr(0, rest.find('-')));
}

http::HttpError conflict(std::string_view current) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object()
      .member("detail", "This was changed by somebody else meanwhile.")
      .member("code", "version_conflict")
      .key("current")
      .json(current)
      .end_object();
  return {412, std::move(body)};
}

}  // namespace

std::string etag(const store::Booth& booth, MediaRows media) {
  return tag({store::RowKind::booth, booth.id.value}, booth.version, media);
}

std::string etag(const store::Item& item, MediaRows media) {
  return tag({store::RowKind::item, item.id.value}, item.version, media);
}

std::string etag(const store::Media& media) {
  return tag({store::kind_for(media.collection), media.id.value}, media.version, {});
}

http::Response respond_unless_match(const http::Request& request, http::Response answer) {
  const auto tag = std::ranges::find(answer.headers, "ETag", &std::pair<std::string, std::string>::first);
  if (tag != answer.headers.end() && http::knows_tag(request.headers, tag->second)) {
    answer.status = 304;
    answer.body.clear();
  }
  return std::move(answer.with_header("Cache-Control", "private, no-cache"));
}

void require_if_match(store::WriteBatch& write, const http::Request& request, const store::RowRef& row) {
  const std::string list = if_match_of(request);
  std::string_view rest = base::trim(list);
  if (rest.empty() || rest == "*") return;
  std::vector<std::int64_t> versions;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (const auto version = version_in(base::trim(rest.substr(0, comma)), row)) versions.push_back(*version);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  store::require_version(write, row, versions);
}

http::Response change_or_412(const std::function<http::Response()>& change,
                             const std::function<http::Response()>& show) {
  try {
    return change();
  } catch (const WriteRejected& refused) {
    if (refused.why != store::Rejection::version_mismatch) throw;
  }
  const http::Response current = show();
  http::HttpError error = conflict(current.body);
  error.headers = current.headers;
  throw error;
}

void require_precondition(const Context& context, const http::Request& request) {
  if (request.header("x-expobox-sync") != "1" || request.header("if-match")) return;
  const std::string_view method = request.method;
  const bool changes = method == "PUT" || method == "PATCH" || method == "DELETE" ||
                       (method == "POST" && request.path.ends_with("/set-primary/"));
  if (!changes || context.settings.text("require_if_match") != "on") return;
  throw http::error_response(428,
                             "This box asks clients that sync to say in If-Match which version they change.",
                             "precondition_required");
}

http::Response missing_as_412(const http::Request& request, const std::function<http::Response()>& handle) {
  try {
    return handle();
  } catch (const http::HttpError& error) {
    if (error.status != 404 || base::trim(if_match_of(request)) != "*") throw;
  }
  throw conflict("null");
}

}  // namespace api
