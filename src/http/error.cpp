// SPDX-License-Identifier: MIT
#include "http/error.h"

#include "base/text/json.h"

namespace http {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 414:
      return "The request target is too long.";
    case 417:
      return "The expectation cannot be met.";
    case 431:
      return "The request head is too large.";
    case 505:
      return "The HTTP version is not supported.";
    default:
      return "The request is malformed.";
  }
}

}  // namespace

HttpError malformed_head(int status) { return error_response(status, reason(status)); }

Response HttpError::response() const {
  Response response = json(status, body);
  response.headers = headers;
  return response;
}

HttpError error_response(int status, std::string_view message) {
  std::string body;
  base::JsonWriter(body).begin_object().member("detail", message).end_object();
  return {status, std::move(body)};
}

HttpError error_response(int status, std::string_view message, std::string_view code) {
  std::string body;
  base::JsonWriter(body).begin_object().member("detail", message).member("code", code).end_object();
  return {status, std::move(body)};
}

HttpError not_found() { return error_response(404, "Not found."); }

}  // namespace http
