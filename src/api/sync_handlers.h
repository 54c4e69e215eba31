// SPDX-License-Identifier: MIT
#pragma once

// The handlers of the sync extension. Any thread may call.

#include "api/handlers.h"

namespace api {

// sync_changes.cpp
Handle list_changes;

}  // namespace api
