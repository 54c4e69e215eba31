// SPDX-License-Identifier: MIT
#pragma once

// Parses a push into values. The errors of an operation are stored in it. An error in the envelope is thrown.
// Thread safety: an object belongs to one thread.

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
  std::string parent;  // client id of an item's booth; empty if absent
  std::optional<std::int64_t> base_version;
  base::JsonObject fields;
  std::string faults;     // JSON, by field; empty if there are none
  std::size_t bytes = 0;  // size of the whole operation
  bool too_large = false;

  std::int64_t base() const { return base_version.value_or(0); }
};

struct PushRequest {
  std::string device_id;
  std::optional<std::string> since;
  bool atomic = false;
  std::vector<PushOp> ops;
};

// Throws 400, 413 or 415.
PushRequest parse_push(const Context& context, http::Request& request);

}  // namespace api
