// SPDX-License-Identifier: MIT
#include "api/admin/handlers.h"
#include "api/request/request_form.h"
#include "base/text/json.h"

namespace api {

http::Response show_settings(const Context& context, http::Request&) {
  std::string body;
  base::JsonWriter json(body);
  context.settings.write(json);
  return http::json_no_store(200, std::move(body));
}

http::Response change_settings(const Context& context, http::Request& request) {
  context.settings.update(read_form(context, request).values);
  return show_settings(context, request);
}

}  // namespace api
