// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "api/admin/handlers.h"
#include "api/admin/log_lines.h"
#include "api/common/errors.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "base/text/unicode.h"

namespace api {
namespace {

constexpr std::size_t max_lines = 500;

struct Wanted {
  std::uint64_t after = 0;
  base::Level least = base::Level::debug;
  std::string kind, search;  // empty: any

  bool has(const LogEntry& line) const;
};

bool Wanted::has(const LogEntry& line) const {
  if (line.level < least || (!kind.empty() && line.kind != kind)) return false;
  return search.empty() || base::contains_key(line.where, search) || base::contains_key(line.what, search) ||
         std::ranges::any_of(line.fields,
                             [&](const auto& field) { return base::contains_key(field.second, search); });
}

Wanted read_query(const http::Request& request) {
  const auto given = [&](std::string_view name) { return request.query_parameter(name).value_or(""); };
  Wanted wanted{.kind = given("kind"), .search = base::search_key(given("search"))};
  ValidationErrors errors;
  if (const std::string after = given("after"); !after.empty()) {
    const auto number = base::parse_int(after);
    if (!number || *number < 0) errors.add("after", "A valid integer is required.");
    wanted.after = static_cast<std::uint64_t>(number.value_or(0));
  }
  if (const std::string level = given("level"); !level.empty()) {
    using base::Level;
    constexpr std::array levels = {Level::debug, Level::info, Level::warning, Level::error};
    const auto found = std::ranges::find(levels, level, [](Level one) { return base::to_string(one); });
    if (found == levels.end()) errors.add("level", "\"" + level + "\" is not a valid choice.");
    if (found != levels.end()) wanted.least = *found;
  }
  if (!wanted.kind.empty() && wanted.kind != "event" && wanted.kind != "request") {
    errors.add("kind", "\"" + wanted.kind + "\" is not a valid choice.");
  }
  errors.throw_if_any();
  return wanted;
}

void write_line(base::JsonWriter& json, const LogEntry& line) {
  json.begin_object()
      .member("n", static_cast<std::int64_t>(line.n))
      .member("at", base::iso_time(line.at))
      .member("kind", line.kind)
      .member("level", base::to_string(line.level))
      .member("where", line.where)
      .member("what", line.what)
      .key("fields")
      .begin_object();
  for (const auto& [key, value] : line.fields) json.member(key, value);
  json.end_object().end_object();
}

}  // namespace

http::Response show_log(const Context& context, http::Request& request) {
  const Wanted wanted = read_query(request);
  LogPage found = log_page_after(context, wanted.after);
  std::erase_if(found.lines, [&](const LogEntry& line) { return !wanted.has(line); });
  const std::size_t skipped = found.lines.size() > max_lines ? found.lines.size() - max_lines : 0;
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("last", static_cast<std::int64_t>(found.last)).key("lines").begin_array();
  for (std::size_t at = skipped; at < found.lines.size(); ++at) write_line(json, found.lines[at]);
  json.end_array().end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
