// SPDX-License-Identifier: MIT
#pragma once

// An answer in words: status line, header fields and body as they go over the wire (RFC 9112 §4). Pure.

#include <string>

#include "http/message.h"

namespace http {

enum class Include { head_and_body, head_only };

// Appends to `output`. The content of a file or stream is not part of it. A field that would split the answer
// (RFC 9110 §5.5) is left out.
void write_response_head(const Response& response, bool keep_connection, Include parts, std::string& output);

}  // namespace http
