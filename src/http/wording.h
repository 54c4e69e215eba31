// SPDX-License-Identifier: MIT
#pragma once

// An answer in words: status line, header fields and body as they go over the wire (RFC 9112 §4). The words
// are cpp-httplib's, which also refuses header fields that would split the answer. Any thread may call.

#include <memory>
#include <string>

#include "http/message.h"

namespace http {

class Wording {
 public:
  Wording();
  ~Wording();

  // Appends to `output` the head and the body; of an answer by file the head alone.
  void write(Response& response, bool keep_connection, std::string& output);

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace http
