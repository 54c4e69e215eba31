// SPDX-License-Identifier: MIT
#include <atomic>
#include <memory>
#include <string>

#include "api/admin_handlers.h"
#include "api/archive.h"
#include "base/log.h"
#include "http/error.h"
#include "store/settings.h"

namespace api {
namespace {

// The one backup that is being sent: each keeps a copy of the database and every removed file on the drive.
class Place {
 public:
  explicit Place(std::atomic<bool>& taken) : taken_(taken) {
    if (taken_.exchange(true)) {
      throw http::detail(503, "Another backup is on its way. Try again when it has ended.")
          .with("Retry-After", "60");
    }
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { taken_ = false; }

 private:
  std::atomic<bool>& taken_;
};

struct Sending {
  Sending(const Services& services, const Archive::Source& source)
      : place(services.backups.taken), archive(source), now(source.now), store(services.store) {}
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;
  ~Sending();
  std::size_t read(char* to, std::size_t room);

  Place place;
  Archive archive;
  const base::UnixSeconds now;
  store::Engine& store;
  std::uint64_t given = 0;
};

// 20260125T100000Z
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

Sending::~Sending() { report("media files in the backup are not what their rows say", archive.differing()); }

// Who has everything has a backup of the moment it was begun.
std::size_t Sending::read(char* to, std::size_t room) {
  const std::size_t got = archive.read(to, room);
  given += got;
  if (got == 0 || given < archive.size()) return got;
  try {
    store::Write write;
    store::set_setting(write, "last_backup_at", base::iso_time(now));
    store.write(write);
  } catch (const store::Failure& failure) {
    base::log(base::Level::warning, "api", "the backup cannot be noted", {{"error", failure.what()}});
  }
  return got;
}

}  // namespace

http::Response send_backup(const Services& services, http::Request& request) {
  request.about_to_wait();
  const base::UnixSeconds now = services.clock.now();
  const auto sending = std::make_shared<Sending>(
      services, Archive::Source{services.library, services.backups.database, services.backups.copies, now});
  report("media files that are missing or cut short are not in the backup", sending->archive.left_out());

  http::Response response;
  response.content_type = "application/x-tar";
  response.stream = http::Stream{[sending](char* to, std::size_t room) { return sending->read(to, room); },
                                 sending->archive.size()};
  return response
      .with("Content-Disposition", "attachment; filename=\"expobox-" + compact_time(now) + ".tar\"")
      .with("Cache-Control", "no-store")
      .with("X-Content-Type-Options", "nosniff");
}

}  // namespace api
