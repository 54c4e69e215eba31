// SPDX-License-Identifier: MIT
#pragma once

// A request that cannot be done, as an exception: status, JSON body in the API's shape, headers.
// Thrown in http/ and api/ alone; Router::dispatch makes the answer of it.

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace http {

struct HttpError : std::exception {
  HttpError(int code, std::string json) : status(code), body(std::move(json)) {}
  const char* what() const noexcept override { return body.c_str(); }
  HttpError& with_header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Response response() const;

  int status;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

HttpError error_response(int status, std::string_view message);  // {"detail": message}
HttpError error_response(int status, std::string_view message,
                         std::string_view code);  // … with a "code" beside it
HttpError not_found();                            // {"detail": "Not found."}

HttpError malformed_head(int status);  // of a head that was refused with it

}  // namespace http
