// SPDX-License-Identifier: MIT
#pragma once

// What a phone pushes, said shortly. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/text/json.h"

namespace support {

// "0192f0c1-0000-7000-8000-00000000000a" of "a": hexadecimal letters and digits alone.
inline std::string uuid(const std::string& end) {
  const std::string whole = "0192f0c1-0000-7000-8000-000000000000";
  return whole.substr(0, whole.size() - end.size()) + end;
}

struct Op {
  std::string op_id, type, verb, row;  // row: the end of its client_id
  std::int64_t base = 0;
  std::string fields = {};  // JSON; "" for none
  std::string parent = {};  // the end of its client_id
  std::string text() const {
    std::string json = R"({"op_id": ")" + op_id + R"(", "type": ")" + type + R"(", "op": ")" + verb +
                       R"(", "client_id": ")" + uuid(row) + R"(", "base_version": )" + std::to_string(base);
    if (!fields.empty()) json += R"(, "fields": )" + fields;
    if (!parent.empty()) json += R"(, "parent": ")" + uuid(parent) + "\"";
    return json + "}";
  }
};

inline std::string push_of(const std::vector<std::string>& ops, const std::string& more = {}) {
  std::string json = R"({"device_id": "phone", )" + more + R"("ops": [)";
  for (const std::string& op : ops) json.append(op).append(",");
  if (!ops.empty()) json.pop_back();
  return json + "]}";
}
inline std::string push_of(const std::vector<Op>& ops, const std::string& more = {}) {
  std::vector<std::string> texts;
  for (const Op& op : ops) texts.push_back(op.text());
  return push_of(texts, more);
}

}  // namespace support
