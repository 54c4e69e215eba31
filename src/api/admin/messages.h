// SPDX-License-Identifier: MIT
#pragma once

// A message of the box as JSON. Pure.

#include "base/text/json.h"
#include "store/messages.h"

namespace api {

void write_message(base::JsonWriter& json, const store::Message& message);

}  // namespace api
