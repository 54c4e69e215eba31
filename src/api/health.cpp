// SPDX-License-Identifier: MIT
#include <exception>

#include "api/request/commit.h"
#include "api/request/handler.h"
#include "base/log.h"
#include "http/error.h"
#include "store/settings.h"

namespace api {
namespace {

http::Response ok() { return http::json(200, R"({"status":"ok"})"); }

}  // namespace

// Reports that the server is reachable. Does not access the drive.
http::Response show_health(const Context&, http::Request&) { return ok(); }

// Reports that the server can store data: commits a row and checks that there is room for uploads.
http::Response show_readiness(const Context& context, http::Request&) {
  try {
    store::WriteBatch write;
    store::set_setting(write, "readiness_probe", base::iso_time(context.clock.now()));
    commit(context, write);
    context.library.require_room(0);
  } catch (const std::exception& error) {
    base::log(base::Level::error, "api", "the box is not ready", {{"error", error.what()}});
    throw http::error_response(503,
                               "This box cannot keep anything at the moment: its drive fails or is full.");
  }
  return ok();
}

http::Response show_metrics(const Context& context, http::Request&) {
  http::Response response = http::json(200, context.metrics.text());
  response.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  return response;
}

}  // namespace api
