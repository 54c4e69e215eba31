// SPDX-License-Identifier: MIT
#include "monitor/activity.h"

#include <string>
#include <string_view>

#include "base/text/json.h"
#include "base/text/text.h"

namespace api {
namespace {

constexpr std::size_t max_characters = 200;

bool reads(const http::Request& request) { return request.method == "GET" || request.method == "HEAD"; }

bool counts_for_nothing(const http::Request& request, const http::Response& response) {
  const std::string_view path = request.path;
  if (response.deferred || path == "/api/v1/health/" || path == "/readyz") return true;
  return response.status == 200 && (path == "/api/v1/admin/board/" || path == "/api/v1/admin/log/");
}

// Errors that the help desk can act on. Excludes reads of missing objects, and expired tokens, which clients
// renew themselves.
bool is_worth_telling(const http::Request& request, int status) {
  if (status < 400 || status == 401 || status == 405) return false;
  return status != 404 || !reads(request);
}

// Returns the first text of {"detail": …} or {"field": ["…"]}.
std::string first_text(const base::Json& json) {
  if (json.is<std::string>()) return json.get<std::string>();
  if (json.is<base::JsonArray>()) {
    const base::JsonArray& all = json.get<base::JsonArray>();
    return all.empty() ? "" : first_text(all.front());
  }
  if (!json.is<base::JsonObject>()) return "";
  const base::JsonObject& members = json.get<base::JsonObject>();
  if (const auto detail = members.find("detail"); detail != members.end()) return first_text(detail->second);
  return members.empty() ? "" : members.begin()->first + ": " + first_text(members.begin()->second);
}

std::string shortened(std::string text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
    if (begins && ++characters > max_characters) return text.substr(0, at);
  }
  return text;
}

std::string told(const http::Response& response) {
  try {
    return shortened(first_text(base::parse_json(response.body)));
  } catch (const base::JsonError&) {
    return "";
  }
}

}  // namespace

void Activity::record(const http::Request& request, const http::Response& response, base::SteadyTime begun) {
  if (counts_for_nothing(request, response)) return;
  contacts.record_seen(request.caller.user, request.address);
  requests.add(request, response, begun);
  if (response.status >= 400) record_error(request, response);
}

void Activity::record_error(const http::Request& request, const http::Response& response) {
  if (response.status >= 500) errors.add();
  if (response.status == 503) refusals.add();
  if (request.caller.user == 0 || !is_worth_telling(request, response.status)) return;
  note_contact(request, response.status, told(response));
}

void Activity::ignored(const http::Request& request, std::string detail) {
  if (request.caller.user != 0) note_contact(request, 200, shortened(std::move(detail)));
}

void Activity::note_contact(const http::Request& request, int status, std::string detail) {
  const std::string_view path = std::string_view(request.path).substr(0, max_characters);
  contacts.record_error(request.caller.user, {.at = clock_.now(),
                                              .status = status,
                                              .request = std::string(request.method.substr(0, 10)) + " " +
                                                         std::string(path.substr(0, base::utf8_prefix(path))),
                                              .detail = std::move(detail)});
}

}  // namespace api
