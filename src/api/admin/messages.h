// SPDX-License-Identifier: MIT
#pragma once

// Writes a message of the server as JSON.
// Thread safety: pure function; may be called from any thread.

#include "base/text/json.h"
#include "store/messages.h"

namespace api {

void write_message(base::JsonWriter& json, const store::Message& message);

}  // namespace api
