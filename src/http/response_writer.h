// SPDX-License-Identifier: MIT
#pragma once

// Serialises a response: status line, header fields and body (RFC 9112 §4).
// Thread safety: any thread may call.

#include <string>

#include "http/message.h"

namespace http {

enum class Include { head_and_body, head_only };

// Appends to `output`, without the content of a file or stream. Omits a field that would split the response
// (RFC 9110 §5.5).
void write_response_head(const Response& response, bool keep_connection, Include parts, std::string& output);

}  // namespace http
