// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <optional>
#include <string>

#include "api/admin/handlers.h"
#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/request/field_validation.h"
#include "base/text/json.h"

namespace api {
namespace {

// Returns why the server cannot be set to this time, or nullopt if it can.
std::optional<std::string> fault_of(std::optional<base::UnixSeconds> time, base::UnixSeconds now) {
  if (!time) {
    return "Datetime has wrong format. Use one of these formats instead: "
           "YYYY-MM-DDThh:mm:ss[.uuuuuu][+HH:MM|-HH:MM|Z].";
  }
  if (!base::is_plausible(*time)) {
    return "This cannot be the time: this box takes times from " +
           base::iso_time(base::earliest_plausible()) + " to " + base::iso_time(base::latest_plausible()) +
           ".";
  }
  if (*time < now - base::max_clock_lead.count()) {
    return "The time of this box does not go back: it is " + base::iso_time(now) + " already.";
  }
  return {};
}

}  // namespace

http::Response show_clock(const Context& context, http::Request&) {
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("time", base::iso_time(context.clock.now()))
      .member("source", base::to_string(context.clock.source()))
      .end_object();
  return http::json_no_store(200, std::move(body));
}

// A time slightly behind the server's clock confirms that clock. The request takes a while to arrive, and
// after a power cut the server is ahead by some seconds, which could not be corrected otherwise.
http::Response set_clock(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto text = fields.text("time", {.required = true});
  fields.throw_if_invalid();

  const auto time = base::from_iso_time(*text);
  if (const auto fault = fault_of(time, context.clock.now())) throw_field_error("time", *fault);
  audit_detail("from " + base::iso_time(context.clock.now()) + " to " + base::iso_time(*time));
  context.set_clock(*time);
  return show_clock(context, request);
}

}  // namespace api
