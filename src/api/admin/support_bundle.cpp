// SPDX-License-Identifier: MIT
#include <sys/utsname.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/admin/handlers.h"
#include "api/admin/log_lines.h"
#include "api/admin/log_redactor.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/text/json.h"
#include "base/text/tar.h"
#include "base/text/text.h"
#include "base/version.h"
#include "store/media.h"
#include "store/statistics.h"

namespace api {
namespace {

template <class Number>
std::string line(std::string_view name, const std::optional<Number>& number) {
  return std::string(name) + "\t" + (number ? std::to_string(*number) : "unknown") + "\n";
}

std::string line(std::string_view name, std::string_view text) {
  return std::string(name) + "\t" + std::string(text) + "\n";
}

std::string version_json(const store::Statistics& database) {
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("version", base::version)
      .member("commit", base::commit)
      .member("arch", base::arch)
      .member("schema", database.schema_version)
      .member("sqlite", database.sqlite_version)
      .end_object();
  return body + "\n";
}

std::string drive_text(const Context& context, const store::Statistics& database) {
  const std::string folder = base::parent_path(context.backups.database);
  const auto mount =
      context.sensors.mount_of(folder).value_or(base::HostSensors::Mount{"unknown", "unknown"});
  std::string text = line("filesystem", mount.type) + line("mounted", mount.options) +
                     line("free", std::optional(base::free_bytes(folder))) +
                     line("total", std::optional(base::total_bytes(folder)));
  text += line("database", std::optional(database.bytes));
  for (const auto& [table, rows] : database.rows) text += line("rows of " + table, std::optional(rows));
  return text + line("bytes of media", std::optional(store::media_totals(context.store).bytes));
}

// Never includes the host name.
std::string system_text(const Context& context) {
  utsname system{};
  const bool known = ::uname(&system) == 0;
  const base::HostSensors& sensors = context.sensors;
  const auto undervoltage = sensors.undervoltage();
  return line("model", sensors.model().value_or("unknown")) +
         line("kernel", known ? system.release : "unknown") +
         line("machine", known ? system.machine : "unknown") +
         line("cores", std::optional(base::cpu_count())) + line("memory", sensors.memory_bytes()) +
         line("memory free", sensors.memory_free_bytes()) + line("temperature", sensors.temperature()) +
         line("undervoltage", !undervoltage   ? "unknown"
                              : *undervoltage ? "yes"
                                              : "no") +
         line("seconds since the start", std::optional(context.activity.running().count())) +
         line("clock", base::to_string(context.clock.source()));
}

// Returns the path segments of the program's URLs, and the people and booths in the database.
Redactor::Known known_to(const Context& context) {
  Redactor::Known known;
  known.folder = base::parent_path(context.backups.database);
  for (const std::string_view segment : context.route_words) known.words.emplace(segment);
  known.names = store::personal_names(context.store);
  return known;
}

std::string log_text(const Context& context) {
  Redactor redactor(known_to(context));
  std::string text;
  for (const LogEntry& line : log_page_after(context, 0).lines) text += redactor.line(line);
  return text;
}

void add(std::string& archive, const std::string& name, const std::string& content, base::UnixSeconds now) {
  archive += base::tar_header({name, content.size(), now});
  archive += content;
  archive.append(base::tar_padding(content.size()), '\0');
}

}  // namespace

http::Response download_support_bundle(const Context& context, http::Request& request) {
  request.about_to_wait();
  const base::UnixSeconds now = context.clock.now();
  const store::Statistics database = store::statistics(context.store);
  const auto archive = std::make_shared<std::string>();
  add(*archive, "version.json", version_json(database), now);
  add(*archive, "settings.txt", context.configuration, now);
  add(*archive, "metrics.txt", context.metrics.text(), now);
  add(*archive, "drive.txt", drive_text(context, database), now);
  add(*archive, "system.txt", system_text(context), now);
  add(*archive, "log.txt", log_text(context), now);
  archive->append(base::tar_end, '\0');

  http::Response response;
  response.content_type = "application/x-tar";
  const auto read = [archive, given = std::size_t{0}](char* to, std::size_t room) mutable {
    const std::size_t got = archive->copy(to, room, given);
    given += got;
    return got;
  };
  response.stream = http::stream_of(read, archive->size());
  return response.with_header("Content-Disposition", "attachment; filename=\"expobox-support.tar\"")
      .with_header("Cache-Control", "no-store")
      .with_header("X-Content-Type-Options", "nosniff");
}

}  // namespace api
