// SPDX-License-Identifier: MIT
#pragma once

// An exception that carries an error response: status, JSON body in the API's format, headers. Only http/ and
// api/ throw it. Router::dispatch() turns it into a Response.

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
                         std::string_view code);  // {"detail": message, "code": code}
HttpError not_found();                            // {"detail": "Not found."}

HttpError malformed_head(int status);  // for a request head that is rejected with `status`

}  // namespace http
