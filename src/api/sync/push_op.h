// SPDX-License-Identifier: MIT
#pragma once

// What a phone pushes, as values. What is wrong with an operation is a part of it; what is wrong with the
// envelope is thrown. One thread.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/context/context.h"
#include "base/text/json.h"
#include "http/message.h"
#include "store/sync/push_results.h"

namespace api {

struct PushOp {
  enum class Verb { put, remove, primary };

  std::string op_id, fingerprint;
  Verb verb = Verb::put;
  store::ClientRow row;
  std::string parent;  // client id of an item's booth; "" when not said
  std::optional<std::int64_t> base_version;
  base::JsonObject fields;
  std::string faults;     // JSON, per field; "" when there are none
  std::size_t bytes = 0;  // of all it says
  bool too_large = false;

  std::int64_t base() const { return base_version.value_or(0); }
};

struct PushRequest {
  std::string device_id;
  std::optional<std::string> since;
  bool atomic = false;
  std::vector<PushOp> ops;
};

// Throws 400, 413, 415.
PushRequest parse_push(const Context& services, http::Request& request);

}  // namespace api
