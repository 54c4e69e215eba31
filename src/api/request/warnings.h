// SPDX-License-Identifier: MIT
#pragma once

// Adds a warning to a response that is not an error: the header "X-ExpoBox-Warning", and a help desk entry
// for the account.
// Thread safety: may be called from any thread.

#include <string_view>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// `text` is ASCII without line breaks; "" adds nothing. The same text is added to a response only once.
void add_warning(const Context& context, http::Request& request, std::string_view text);

}  // namespace api
