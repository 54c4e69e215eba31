// SPDX-License-Identifier: MIT
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "api/admin/handlers.h"
#include "api/common/exclusive_slot.h"
#include "backup/archive_writer.h"
#include "base/log.h"
#include "http/error.h"
#include "store/settings.h"

namespace api {
namespace {

// Each one keeps a copy of the database, and all files removed meanwhile, on the drive.
http::HttpError one_at_a_time() {
  return http::error_response(503, "Another backup or export is on its way. Try again when it has ended.")
      .with_header("Retry-After", "60");
}

struct Sending {
  Sending(const Context& context, const BackupSource& source,
          ArchiveManifest (*contents)(const BackupSource&))
      : place(context.backups.taken, one_at_a_time()), archive(source, contents(source)) {}
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;
  ~Sending();

  ExclusiveSlot place;
  ArchiveWriter archive;
  std::uint64_t sent = 0;
};

// Formats a time as 20260125T100000Z.
std::string compact_time(base::UnixSeconds at) {
  std::string text = base::iso_time(at);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

void report(const char* what, const std::vector<std::string>& files) {
  if (files.empty()) return;
  base::log(base::Level::warning, "api", what,
            {{"files", std::to_string(files.size())}, {"first", files.front()}});
}

Sending::~Sending() { report("media files in the archive are not what their rows say", archive.corrupted()); }

// A failure is only logged, because the archive is complete anyway.
void note_backup(const Context& context) {
  try {
    store::WriteBatch write;
    store::set_setting(write, "last_backup_at", base::iso_time(context.clock.now()));
    context.store.write(write);
  } catch (const store::StorageError& failure) {
    base::log(base::Level::warning, "api", "the time of the backup was not noted",
              {{"error", failure.what()}});
  }
}

// Calls `whole` before it returns the last bytes.
http::BodyStream stream_of(const std::shared_ptr<Sending>& sending, const std::function<void()>& whole) {
  const std::uint64_t size = sending->archive.size();
  const auto read = [sending, whole, size](char* to, std::size_t room) {
    const std::size_t got = sending->archive.read(to, room);
    sending->sent += got;
    if (got > 0 && sending->sent == size) whole();
    return got;
  };
  return http::stream_of(read, size);
}

http::Response send(const Context& context, http::Request& request, std::string_view name,
                    ArchiveManifest (*contents)(const BackupSource&), const std::function<void()>& whole) {
  request.about_to_wait();
  const base::UnixSeconds now = context.clock.now();
  const auto sending = std::make_shared<Sending>(
      context, BackupSource{context.library, context.backups.database, context.backups.copies, now},
      contents);
  report("media files that are missing or cut short are not in the archive", sending->archive.skipped());

  http::Response response;
  response.content_type = "application/x-tar";
  response.stream = stream_of(sending, whole);
  return response
      .with_header("Content-Disposition",
                   "attachment; filename=\"" + std::string(name) + "-" + compact_time(now) + ".tar\"")
      .with_header("Cache-Control", "no-store")
      .with_header("X-Content-Type-Options", "nosniff");
}

}  // namespace

http::Response download_backup(const Context& context, http::Request& request) {
  return send(context, request, "expobox", backup_manifest, [&context] { note_backup(context); });
}

http::Response download_export(const Context& context, http::Request& request) {
  return send(context, request, "expobox-export", export_manifest, [] {});
}

}  // namespace api
