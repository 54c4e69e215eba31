// SPDX-License-Identifier: MIT
#pragma once

// The operations of the API's description, and answers held against them. One thread.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/web_assets.h"
#include "base/text/text.h"
#include "http/router.h"
#include "support/api_fixture.h"
#include "support/json_schema.h"

namespace support {

struct Operation {
  std::string method, path;  // "GET", "/api/v1/booths/{booth}/"
  base::Json json;

  std::string id() const { return json.get("operationId").to_str(); }
  std::string pattern() const;  // as the router has it
  std::string url(const std::string& id, const std::string& file) const;
  bool is_of(std::string_view verb, std::string_view target) const;
  std::vector<std::string> names() const;  // in its path
};

class Described {
 public:
  Described() : description_(text()) {
    for (const auto& [path, methods] : document().get("paths").get<base::JsonObject>()) {
      for (const auto& [method, json] : methods.get<base::JsonObject>()) {
        std::string verb;
        for (const char c : method) verb += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        operations_.push_back({verb, path, json});
      }
    }
  }

  static std::string_view text() {
    const auto found = std::ranges::find(api::assets(), "openapi.json", &api::Asset::name);
    return found == api::assets().end() ? "" : found->content;
  }
  const Description& description() const { return description_; }
  const base::Json& document() const { return description_.document(); }
  const std::vector<Operation>& operations() const { return operations_; }

  const Operation* operation(std::string_view method, std::string_view target) const {
    const auto found = std::ranges::find_if(operations_, [&](const Operation& one) {
      return one.is_of(method, target.substr(0, target.find('?')));
    });
    return found == operations_.end() ? nullptr : &*found;
  }

  // Who may call it: anyone for whom no token is asked.
  static http::Access access(const Operation& operation) {
    if (operation.json.get("security").get<base::JsonArray>().empty()) return http::Access::anyone;
    return operation.json.contains("x-role") ? http::Access::admin : http::Access::user;
  }

  // What an answer has that the description has not, or the other way round.
  std::vector<std::string> faults(const Operation& operation, const Reply& reply) const {
    const std::string status = std::to_string(reply.status);
    if (!operation.json.get("responses").contains(status)) return {status + " is not described"};
    const base::Json& response = description_.followed(operation.json.get("responses").get(status));
    std::vector<std::string> faults = content_faults(response, reply);
    for (const auto& [name, value] : reply.headers) {
      if (is_plain(name)) continue;
      if (!response.contains("headers") || !response.get("headers").contains(name)) {
        faults.push_back("the header " + name + " is not described");
        continue;
      }
      const base::Json& schema = description_.followed(response.get("headers").get(name)).get("schema");
      const auto number = base::parse_int(value);
      const base::Json typed =
          schema.get("type").to_str() == "integer" && number ? base::Json(*number) : base::Json(value);
      for (const std::string& fault : description_.faults(schema, typed))
        faults.push_back(name + ", " + fault);
    }
    return faults;
  }

 private:
  // Those that are the browser's business, and the one that every answer about uploads in pieces has.
  static bool is_plain(const std::string& name) {
    constexpr std::array<std::string_view, 9> plain = {
        "Tus-Resumable",          "Cache-Control", "Vary",          "Content-Security-Policy",
        "X-Content-Type-Options", "Accept-Ranges", "Last-Modified", "Cross-Origin-Resource-Policy",
        "Content-Encoding"};
    return std::ranges::find(plain, name) != plain.end();
  }

  std::vector<std::string> content_faults(const base::Json& response, const Reply& reply) const {
    if (!response.contains("content")) {
      return reply.body.empty() ? std::vector<std::string>() : std::vector<std::string>{"there is a body"};
    }
    const base::Json& content = response.get("content");
    const std::string type = reply.content_type.substr(0, reply.content_type.find(';'));
    if (!content.contains(type)) {
      return content.contains("*/*") ? std::vector<std::string>()
                                     : std::vector<std::string>{"its type, " + type + ", is not described"};
    }
    if (type != "application/json") return {};
    return description_.faults(content.get(type).get("schema"), reply.json());
  }

  Description description_;
  std::vector<Operation> operations_;
};

// Calls for each segment of a path, which ends with a slash or in a file.
template <class Call>
void each_segment(std::string_view path, Call call) {
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    call(std::string(path.substr(0, slash)), slash < path.size());
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
}

inline std::string Operation::url(const std::string& id, const std::string& file) const {
  std::string url;
  each_segment(path, [&](const std::string& segment, bool slash) {
    url += !segment.starts_with('{') ? segment : segment == "{file}" || segment == "{uuid}" ? file : id;
    if (slash) url += '/';
  });
  return url;
}

inline std::string Operation::pattern() const {
  return url("<id>", path.find("{uuid}") == std::string::npos ? "<file>" : "<uuid>");
}

inline std::vector<std::string> Operation::names() const {
  std::vector<std::string> names;
  each_segment(path, [&](const std::string& segment, bool) {
    if (segment.starts_with('{')) names.push_back(segment.substr(1, segment.size() - 2));
  });
  return names;
}

inline bool Operation::is_of(std::string_view verb, std::string_view target) const {
  if (verb != method || path.ends_with('/') != target.ends_with('/')) return false;
  std::vector<std::string> wanted, given;
  each_segment(path, [&](const std::string& segment, bool) { wanted.push_back(segment); });
  each_segment(target, [&](const std::string& segment, bool) { given.push_back(segment); });
  return std::ranges::equal(wanted, given, [](const std::string& mine, const std::string& other) {
    if (!mine.starts_with('{')) return mine == other;
    return mine == "{file}" || mine == "{uuid}" ? !other.empty() : base::parse_int(other).has_value();
  });
}

}  // namespace support
