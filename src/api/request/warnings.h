// SPDX-License-Identifier: MIT
#pragma once

// Warnings beside an answer that is none of an error: the header "X-ExpoBox-Warning", and an entry of the help
// desk for the account. Any thread may call.

#include <string_view>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// `text` is ASCII, without line breaks. "" is no warning. The same text is added once to an answer.
void add_warning(const Context& services, http::Request& request, std::string_view text);

}  // namespace api
