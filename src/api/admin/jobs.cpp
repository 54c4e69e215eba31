// SPDX-License-Identifier: MIT
#include "api/admin/handlers.h"
#include "api/context/background_jobs.h"
#include "base/text/json.h"
#include "http/error.h"

namespace api {
namespace {

void write_job(base::JsonWriter& json, const JobStatus& job, bool with_result) {
  json.begin_object()
      .member("id", job.id)
      .member("kind", job.kind)
      .member("state", name(job.state))
      .member("done", job.done)
      .member("total", job.total)
      .member("started_at", base::iso_time(job.started_at))
      .member("error", job.state == JobState::failed ? std::optional(job.error) : std::nullopt)
      .key("result");
  if (with_result && job.result) {
    json.json(*job.result);
  } else {
    json.null();
  }
  json.end_object();
}

JobStatus job_of(const Context& context, std::int64_t id) {
  auto job = context.jobs.find(id);
  if (!job) throw http::not_found();
  return std::move(*job);
}

}  // namespace

http::Response accepted(const Context& context, std::int64_t job) {
  std::string body;
  base::JsonWriter json(body);
  write_job(json, job_of(context, job), true);
  return http::json_no_store(202, std::move(body));
}

// Omits the results: they may be long, and are requested one by one.
http::Response list_jobs(const Context& context, http::Request&) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_array();
  for (const JobStatus& job : context.jobs.all()) write_job(json, job, false);
  json.end_array();
  return http::json_no_store(200, std::move(body));
}

http::Response show_job(const Context& context, http::Request& request) {
  std::string body;
  base::JsonWriter json(body);
  write_job(json, job_of(context, request.id(0)), true);
  return http::json_no_store(200, std::move(body));
}

http::Response delete_job(const Context& context, http::Request& request) {
  context.jobs.remove(request.id(0));
  return http::empty();
}

}  // namespace api
