// SPDX-License-Identifier: MIT
#pragma once

// The description of the API, read: as much of JSON Schema as it needs. A keyword that is neither checked nor
// known to say nothing about answers is a fault, so that nothing is believed that nobody looks at. An object
// whose members are described has no others. One thread.

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text/json.h"

namespace support {

class Description {
 public:
  using Faults = std::vector<std::string>;

  explicit Description(std::string_view text) : document_(base::parse_json(text, 40)) {}

  const base::Json& document() const { return document_; }

  // What a "$ref" of this document leads to; throws for one that leads nowhere.
  const base::Json& followed(const base::Json& node) const {
    if (!node.is<base::JsonObject>() || !node.contains("$ref")) return node;
    const std::string pointer = node.get("$ref").to_str();
    if (!pointer.starts_with("#/")) throw std::runtime_error("not of this document: " + pointer);
    const base::Json* at = &document_;
    std::string_view rest = std::string_view(pointer).substr(2);
    while (!rest.empty()) {
      const std::string name(rest.substr(0, rest.find('/')));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      if (!at->is<base::JsonObject>() || !at->contains(name)) throw std::runtime_error("nowhere: " + pointer);
      at = &at->get(name);
    }
    return followed(*at);
  }

  Faults faults(const base::Json& schema, const base::Json& value) const {
    Faults faults;
    check(schema, value, "answer", faults);
    return faults;
  }

 private:
  struct Members {
    std::map<std::string, const base::Json*> known;
    std::set<std::string> required;
    const base::Json* others = nullptr;
  };

  static bool is_of(const std::string& type, const base::Json& value) {
    const bool whole = value.is<std::int64_t>();
    if (type == "integer") return whole;
    if (type == "number") return whole || value.is<double>();
    if (type == "string") return value.is<std::string>();
    if (type == "boolean") return value.is<bool>();
    if (type == "array") return value.is<base::JsonArray>();
    if (type == "object") return value.is<base::JsonObject>();
    return type == "null" && value.is<picojson::null>();
  }

  // To ask picojson for the double that an integer is would make it one. What is no number is large enough.
  static double number(const base::Json& json) {
    if (json.is<std::int64_t>()) return static_cast<double>(json.get<std::int64_t>());
    return json.is<double>() ? json.get<double>() : std::numeric_limits<double>::infinity();
  }

  static bool is_of_any(const base::Json& types, const base::Json& value) {
    if (types.is<std::string>()) return is_of(types.to_str(), value);
    return std::ranges::any_of(types.get<base::JsonArray>(),
                               [&](const base::Json& type) { return is_of(type.to_str(), value); });
  }

  static bool is_known(const std::string& keyword) {
    constexpr std::array<std::string_view, 11> checked = {
        "type",  "enum",       "const", "minimum",  "oneOf",
        "anyOf", "properties", "items", "required", "additionalProperties",
        "allOf"};
    constexpr std::array<std::string_view, 6> silent = {"description", "format",  "examples",
                                                        "default",     "pattern", "discriminator"};
    return std::ranges::find(checked, keyword) != checked.end() ||
           std::ranges::find(silent, keyword) != silent.end();
  }

  void check(const base::Json& given, const base::Json& value, const std::string& at, Faults& faults) const {
    const base::Json& schema = followed(given);
    const auto wrong = [&](const std::string& what) { faults.push_back(at + ": " + what); };
    for (const auto& [keyword, rule] : schema.get<base::JsonObject>()) {
      if (!is_known(keyword)) wrong("nobody checks \"" + keyword + "\"");
      const auto same = [&](const base::Json& one) { return one.serialize() == value.serialize(); };
      if (keyword == "type" && !is_of_any(rule, value)) {
        wrong(value.serialize() + " is not of " + rule.serialize());
      }
      if (keyword == "const" && !same(rule)) wrong(value.serialize() + " is not " + rule.serialize());
      if (keyword == "enum" && std::ranges::none_of(rule.get<base::JsonArray>(), same)) {
        wrong(value.serialize() + " is none of " + rule.serialize());
      }
      if (keyword == "minimum" && number(value) < number(rule)) wrong(value.serialize() + " is too small");
      const auto fits = [&](const base::Json& one) { return this->faults(one, value).empty(); };
      const auto fitting = [&] { return std::ranges::count_if(rule.get<base::JsonArray>(), fits); };
      if (keyword == "oneOf" && fitting() != 1) wrong(value.serialize() + " fits not exactly one of oneOf");
      if (keyword == "anyOf" && fitting() < 1) wrong(value.serialize() + " fits none of anyOf");
    }
    if (value.is<base::JsonObject>()) check_members(schema, value, at, faults);
    if (value.is<base::JsonArray>() && schema.contains("items")) {
      for (const base::Json& one : value.get<base::JsonArray>()) {
        check(schema.get("items"), one, at + "[]", faults);
      }
    }
  }

  void gather(const base::Json& given, Members& members) const {
    const base::Json& schema = followed(given);
    for (const auto& [keyword, rule] : schema.get<base::JsonObject>()) {
      if (keyword == "properties") {
        for (const auto& [name, one] : rule.get<base::JsonObject>()) members.known[name] = &one;
      } else if (keyword == "required") {
        for (const base::Json& name : rule.get<base::JsonArray>()) members.required.insert(name.to_str());
      } else if (keyword == "additionalProperties") {
        members.others = &rule;
      } else if (keyword == "allOf") {
        for (const base::Json& part : rule.get<base::JsonArray>()) gather(part, members);
      }
    }
  }

  void check_members(const base::Json& schema, const base::Json& value, const std::string& at,
                     Faults& faults) const {
    Members members;
    gather(schema, members);
    for (const std::string& name : members.required) {
      if (!value.contains(name)) faults.push_back(at + ": \"" + name + "\" is missing");
    }
    for (const auto& [name, one] : value.get<base::JsonObject>()) {
      const auto known = members.known.find(name);
      const bool described = members.others != nullptr && members.others->is<base::JsonObject>();
      const std::string place = at + "." + name;
      if (known != members.known.end()) {
        check(*known->second, one, place, faults);
      } else if (described) {
        check(*members.others, one, place, faults);
      } else if (members.others != nullptr || !members.known.empty()) {
        faults.push_back(place + " is not described");
      }
    }
  }

  const base::Json document_;
};

}  // namespace support
