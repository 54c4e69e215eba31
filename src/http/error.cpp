// SPDX-License-Identifier: MIT
#include "http/error.h"

#include "base/json.h"

namespace http {

Response Error::response() const {
  Response response = json(status, body);
  response.headers = headers;
  return response;
}

Error detail(int status, std::string_view message) {
  std::string body;
  base::JsonWriter(body).begin_object().member("detail", message).end_object();
  return {status, std::move(body)};
}

Error detail(int status, std::string_view message, std::string_view code) {
  std::string body;
  base::JsonWriter(body).begin_object().member("detail", message).member("code", code).end_object();
  return {status, std::move(body)};
}

Error not_found() { return detail(404, "Not found."); }

}  // namespace http
