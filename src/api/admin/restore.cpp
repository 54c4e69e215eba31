// SPDX-License-Identifier: MIT
//
// The body is unpacked while it arrives. A restore thus needs space for one copy of the data, not two, and a
// body that is no backup is rejected early. A job then verifies the unpacked data. The running server keeps
// its own data until the job commits. From then on the restored data is in force, whatever happens
// (data/data_swap.h), and the server restarts to use it.

#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/admin/handlers.h"
#include "api/auth/guard.h"
#include "api/common/errors.h"
#include "api/common/exclusive_slot.h"
#include "api/context/audit_trail.h"
#include "api/context/background_jobs.h"
#include "backup/restoration.h"
#include "base/log.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "http/error.h"
#include "store/settings.h"
#include "store/users.h"

namespace api {
namespace {

constexpr std::uint64_t look_at_room_every = 64 << 20;
constexpr std::uint64_t max_trailing_bytes = 1 << 20;  // zeros that fill the last tar block

http::HttpError one_at_a_time() {
  return http::error_response(409, "Another restore is under way. Wait until it has ended.");
}

std::string not_restored(const base::TarError& error) {
  return std::string("The backup cannot be restored: ") + error.what() + ". Nothing was changed.";
}

// A backup that is being restored. Nothing of it remains unless it is committed.
class Arriving {
 public:
  Arriving(const Context& context, const http::Request& request)
      : context_(context),
        place_(context.restores.taken, one_at_a_time()),
        restoration_(context.restores.data),
        entry_(audit_entry(context.clock, request, "restore")) {
    if (const auto user = store::user_by_id(context.store, entry_.user)) entry_.user_email = user->email;
  }

  void receive(http::Body& body, std::uint64_t length) {
    Reader reader{context_, body, length};
    restoration_.unpack([&](char* to, std::size_t room) { return reader.read(to, room); });
    reader.to_end();
  }

  std::string verify(Job& job) {
    const VerifiedBackup found = restoration_.verify(job.progress());
    std::string result;
    base::JsonWriter(result)
        .begin_object()
        .member("media_files", static_cast<std::int64_t>(found.files))
        .member("differing", static_cast<std::int64_t>(found.differing))
        .end_object();
    return result;
  }

  // After this, the restored data replaces the current data.
  void commit() {
    restoration_.commit(entry_);
    place_.hold_forever();
    base::log(base::Level::info, "api", "a backup was verified; the box begins again as it says");
    context_.restores.begin_again();
  }

 private:
  struct Reader {
    std::size_t read(char* to, std::size_t room) {
      const std::size_t got = body.read(to, room);
      left -= got;
      since += got;
      if (since >= look_at_room_every) {
        context.library.require_room(left);
        since = 0;
      }
      return got;
    }
    void to_end() {
      if (left > max_trailing_bytes) throw base::TarError("it goes on behind its end");
      std::string away(piece, '\0');
      while (read(away.data(), away.size()) > 0) {
      }
    }
    static constexpr std::size_t piece = 16 * 1024;
    const Context& context;
    http::Body& body;
    std::uint64_t left;  // bytes of the body not read yet
    std::uint64_t since = 0;
  };

  const Context& context_;
  ExclusiveSlot place_;
  Restoration restoration_;
  store::AuditEntry entry_;
};

void require_confirmation(const Context& context, const http::Request& request) {
  const std::string stored = store::setting(context.store, "event_name").value_or("");
  const std::string_view name = base::trim(stored);
  const std::string expected(name.empty() ? "RESTORE" : name);
  const std::string typed = request.query_parameter("confirm").value_or("");
  if (base::trim(typed) == expected) return;
  throw_field_error("confirm", name.empty() ? "Type RESTORE to confirm: this event has no name."
                                            : "Type the name of the event to confirm.");
}

std::uint64_t told_length(const http::Request& request) {
  const std::string_view sent_type = request.header("content-type").value_or("");
  if (!base::iequals(base::trim(sent_type.substr(0, sent_type.find(';'))), "application/x-tar")) {
    throw http::error_response(415, "A backup is sent as application/x-tar.");
  }
  const auto length = request.body->length();
  if (!length) throw http::error_response(411, "The size of a backup must be told before it is sent.");
  return *length;
}

// The received data is either deleted or committed before the job is reported as ended.
std::string finish(const std::shared_ptr<Arriving>& arriving, Job& job) {
  try {
    std::string result = arriving->verify(job);
    arriving->commit();
    return result;
  } catch (const base::TarError& error) {
    throw std::runtime_error(not_restored(error));
  }
}

}  // namespace

http::Response restore_box(const Context& context, http::Request& request) {
  require_confirmation(context, request);
  const std::uint64_t length = told_length(request);
  auto arriving = std::make_shared<Arriving>(context, request);
  context.library.require_room(length);
  try {
    arriving->receive(*request.body, length);
  } catch (const base::TarError& error) {
    throw http::error_response(400, not_restored(error));
  }
  confirm_caller(context, request);
  const auto job = context.jobs.start("restore", [arriving = std::move(arriving)](Job& running) mutable {
    const std::shared_ptr<Arriving> mine = std::exchange(arriving, nullptr);
    return finish(mine, running);
  });
  return accepted(context, job);
}

}  // namespace api
