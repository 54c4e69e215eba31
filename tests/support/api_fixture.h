// SPDX-License-Identifier: MIT
#pragma once

// The whole box but for its sockets: a real database and media folder in a temporary place, a clock the test
// moves, requests that go straight into the router.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "api/context/audit_trail.h"
#include "api/context/upload_locks.h"
#include "api/request/idempotency.h"
#include "api/routes.h"
#include "base/ids.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "http/error.h"
#include "store/countries.h"
#include "store/engine/sqlite_engine.h"
#include "store/users.h"
#include "support/fake_clock.h"
#include "support/temp_folder.h"

namespace support {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// A body in memory; a chunked one does not say how long it is.
class TextBody final : public http::Body {
 public:
  TextBody(std::string_view bytes, bool chunked) : rest_(bytes), chunked_(chunked), length_(bytes.size()) {}
  std::optional<std::uint64_t> length() const override {
    return chunked_ ? std::nullopt : std::optional(length_);
  }
  std::size_t read(char* to, std::size_t room) override {
    if (on_read) on_read(taken_);
    if (cancelled_) throw http::HttpError(400, R"({"detail":"The request body ended early."})");
    const std::size_t got = rest_.copy(to, std::min<std::size_t>(room, 1000));
    rest_.remove_prefix(got);
    taken_ += got;
    if (taken_ > cap_) throw http::HttpError(413, R"({"detail":"The request is too large."})");
    return got;
  }
  void set_limit(std::uint64_t bytes) override { cap_ = bytes; }
  void cancel() override { cancelled_ = true; }
  bool untouched() const { return taken_ == 0; }
  std::function<void(std::uint64_t taken)> on_read = {};  // called before each piece

 private:
  std::string_view rest_;
  const bool chunked_;
  const std::uint64_t length_;
  std::uint64_t taken_ = 0, cap_ = UINT64_MAX;
  bool cancelled_ = false;
};

struct Reply {
  int status = 0;
  std::string body;
  std::string content_type;
  HeaderList headers;
  bool body_unread = true;
  bool postponed = false;
  int pieces = 0;  // of a stream, its end included

  std::string header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &HeaderList::value_type::first);
    return found == headers.end() ? "" : found->second;
  }
  base::Json json() const { return base::parse_json(body); }
  base::Json at(const std::string& member) const { return json().get(member); }
  std::int64_t id() const { return at("id").get<std::int64_t>(); }
};

// JSON texts that mean the same have the same of this.
inline std::string canonical(std::string_view json) { return base::parse_json(json).serialize(); }

// One part of a multipart form; with a file name it is a file.
struct FormPart {
  std::string name;
  std::string value;
  std::optional<std::string> file_name = {};
};

inline constexpr std::string_view form_type = "multipart/form-data; boundary=TheBoundary";

inline std::string multipart(const std::vector<FormPart>& parts) {
  std::string body;
  for (const FormPart& part : parts) {
    body += "--TheBoundary\r\nContent-Disposition: form-data; name=\"" + part.name + "\"";
    if (part.file_name) body += "; filename=\"" + *part.file_name + "\"";
    body += "\r\n\r\n" + part.value + "\r\n";
  }
  return body + "--TheBoundary--\r\n";
}

// A database whose drive can be taken away, and which may refuse what it is asked.
class FragileEngine final : public store::Database {
 public:
  explicit FragileEngine(const std::string& path) : real_(path) {}
  void each_while(std::string_view sql, std::span<const store::Value> values,
                  const std::function<bool(const store::Row&)>& call) override {
    if (unreadable && committed) throw store::StorageError(*unreadable, "the test took the drive away");
    ++queries;
    real_.each_while(sql, values, [&](const store::Row& row) {
      ++rows_read;
      return call(row);
    });
  }
  void with_snapshot(const std::function<void()>& read) override { real_.with_snapshot(read); }
  store::WriteResult write(const store::WriteBatch& write) override {
    require_drive();
    return refused ? store::WriteResult{refused, {}} : real_.write(write);
  }
  std::vector<store::WriteResult> write_all(std::span<const store::WriteBatch> writes) override {
    if (before_write_all) before_write_all();
    require_drive();
    if (refused) return {writes.size(), store::WriteResult{refused, {}}};
    return real_.write_all(writes);
  }
  std::function<void()> before_write_all = {};  // what others do meanwhile
  std::optional<store::StorageError::Kind> broken;
  bool undecided = false;
  std::optional<store::StorageError::Kind> unreadable;  // once something was written
  bool committed = false;
  std::optional<store::Rejection> refused;
  std::size_t rows_read = 0;
  std::atomic<std::size_t> queries{0};

 private:
  void require_drive() {
    if (broken) {
      store::StorageError failure(*broken, "the test took the drive away");
      failure.outcome_unknown = undecided;
      throw failure;
    }
    committed = true;
  }

  store::SqliteEngine real_;
};

struct BoxOptions {
  std::int64_t requests_per_minute = 0;  // 0: no limit
  std::int64_t written_bytes_per_minute = 0;
  std::int64_t wrong_logins_per_minute = 0;
  std::int64_t wrong_by_address_per_minute = 0;
  media::Limits media = {.image_bytes = 100'000, .video_bytes = 200'000, .reserve_bytes = 0};
  std::size_t files = 32;
  api::RequestLimits api = {};
  std::vector<std::string> allowed_hosts = {}, allowed_origins = {};
  std::string configuration = {};
  api::CaptivePortal portal = api::CaptivePortal::off;
};

class ApiBox {
 public:
  static constexpr std::string_view password = "correct horse";

  explicit ApiBox(const BoxOptions& options = {})
      : library(folder / "media", options.media),
        accounts_(clock, options.requests_per_minute),
        written_(clock, options.written_bytes_per_minute),
        addresses_(clock, options.requests_per_minute),
        wrong_logins_(clock, options.wrong_logins_per_minute),
        wrong_by_address_(clock, options.wrong_by_address_per_minute),
        settings_(audited,
                  {.image_bytes = options.media.image_bytes,
                   .video_bytes = options.media.video_bytes,
                   .files = options.files,
                   .requests_per_minute = options.requests_per_minute,
                   .written_bytes_per_minute = options.written_bytes_per_minute,
                   .allowed_hosts = options.allowed_hosts,
                   .allowed_origins = options.allowed_origins,
                   .text_bytes = options.api.text_bytes},
                  {library, accounts_, written_, addresses_}),
        context_{
            .clock = clock,
            .store = audited,
            .library = library,
            .passwords = passwords,
            .signer = signer,
            .accounts = accounts_,
            .written = written_,
            .addresses = addresses_,
            .wrong_logins = wrong_logins_,
            .wrong_by_address = wrong_by_address_,
            .sign_ins = sign_ins,
            .lists = lists_,
            .memory = memory,
            .metrics = metrics,
            .backups = backups,
            .activity = activity,
            .alerts = diagnosis,
            .sensors = sensors,
            .configuration = options.configuration,
            .restores = restores,
            .jobs = jobs,
            .settings = settings_,
            .uploads = uploads,
            .upload_locks = upload_locks,
            .limits = options.api,
            .set_clock =
                [this](base::UnixSeconds to) {
                  if (clock_cannot_be_noted) throw base::DiskError(ENOSPC, "write clock");
                  clock.set_now(to);
                  clock.set_source(base::ClockSource::administrator);
                },
            .box_addresses = [this] { return addresses_here; },
            .box_name = [this] { return name_here; },
            .on_first_run_done = [this] { ++first_runs; },
            .portal = options.portal,
            .page_url_for = [](std::string_view client) { return "http://" + std::string(client) + ":80/"; },
            .tls_info = [this] { return secure; },
            .drives = drives},
        router_(api::make_router(context_)) {
    context_.route_words = api::route_words(router_);
    write([](store::WriteBatch& w) {
      store::replace_countries(w,
                               {{{1}, "United States", "US"}, {{2}, "Canada", "CA"}, {{7}, "Türkiye", "TR"}});
    });
  }

  ~ApiBox() { jobs.stop(); }  // before what they work with goes
  ApiBox(const ApiBox&) = delete;
  ApiBox& operator=(const ApiBox&) = delete;

  Reply ask(std::string_view method, std::string_view target, const HeaderList& headers = {},
            std::string_view body = {}, bool chunked = false) {
    TextBody sent(body, chunked);
    sent.on_read = std::exchange(on_read, {});
    http::Request request = asked(method, target, headers);
    request.body = &sent;
    const base::SteadyTime begun = std::chrono::steady_clock::now();
    http::Response response = router_.dispatch(request);
    TextBody again(body, chunked);
    if (response.deferred && slots_free) {  // as the server does
      request = asked(method, target, headers);
      request.body = &again;
      request.resumed = request.has_slot = true;
      response = router_.dispatch(request);
    }
    activity.record(request, response, begun);
    Reply reply = taken(response);
    reply.body_unread = sent.untouched();
    return reply;
  }

  http::Request asked(std::string_view method, std::string_view target, const HeaderList& headers) const {
    http::Request request;
    request.method = method;
    request.target = target;
    request.path = base::percent_decode(target.substr(0, target.find('?'))).value_or("");
    request.query = target.substr(std::min(target.find('?'), target.size() - 1) + 1);
    request.address = address;
    request.scheme = scheme;
    if (std::ranges::find(headers, "host", &HeaderList::value_type::first) == headers.end()) {
      request.headers.emplace_back("host", "box.local:8000");
    }
    for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);
    return request;
  }

  const http::Router& router() const { return router_; }
  const api::Context& context() const { return context_; }

  store::UserId add_user(const std::string& email, std::int64_t booth_limit = 100, bool admin = false) {
    store::User user;
    user.email = email;
    user.password = hash_;
    user.booth_limit = booth_limit;
    user.admin = admin;
    return {write([&](store::WriteBatch& w) { store::add_user(w, user, clock.now()); })
                .rows.at(0)
                .at(0)
                .integer(0)};
  }
  std::string token_of(store::UserId user, auth::TokenType kind = auth::TokenType::access) {
    return signer.sign(kind, user.value, 0);
  }
  template <class Fill>
  store::WriteResult write(Fill fill) {
    store::WriteBatch statements;
    fill(statements);
    return engine.write(statements);
  }
  // The job as it was once it had ended.
  Reply ended(Reply job, const HeaderList& headers) {
    const std::string target = "/api/v1/admin/jobs/" + std::to_string(job.id()) + "/";
    while (job.at("state").to_str() == "running") {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      job = ask("GET", target, headers);
    }
    return job;
  }
  std::size_t media_files() const {
    std::size_t count = 0;
    library.each([&](const std::string&) { ++count; });
    return count;
  }

  TempFolder folder;
  base::Metrics metrics;
  FakeClock clock;
  FragileEngine engine{folder / "expobox.db"};
  api::AuditedEngine audited{engine};
  media::FileStore library;
  auth::JwtSigner signer{clock, "a key for tests, long enough to be one"};
  auth::PasswordHasher passwords{1000};
  base::MemoryBudget memory{64 << 20};
  base::AddressScore sign_ins{clock};
  bool slots_free = true;  // for what is slow
  api::Activity activity{clock};
  base::HostSensors sensors{folder / "sys", folder / "proc"};  // of no machine, unless the test makes one
  api::AlertMonitor diagnosis{{.clock = clock,
                               .store = engine,
                               .library = library,
                               .activity = activity,
                               .sensors = sensors,
                               .folder = folder.path()}};
  std::string_view address = "10.0.0.9";  // of whoever asks
  std::string_view scheme = "http";
  bool clock_cannot_be_noted = false;
  std::uint64_t max_stream_bytes = UINT64_MAX;  // is read, as by a client that hangs up
  api::BackupState backups{folder / "expobox.db", folder / "backups"};
  std::atomic<int> begun_again{0};
  api::RestoreState restores{folder.path(), [this] { ++begun_again; }};
  api::JobQueue jobs{clock, activity};
  api::ActiveUploads uploads{clock};
  api::UploadLocks upload_locks;
  std::function<void(std::uint64_t taken)> on_read =
      {};  // what goes on while the next request's body is read
  std::vector<std::string> addresses_here = {"10.0.0.7", "127.0.0.1"};
  std::string name_here = "expobox.local";
  int first_runs = 0;   // that are over
  api::TlsInfo secure;  // HTTPS is off
  base::DriveFolders drives{folder / "drives/state",
                            folder / "drives/status"};  // of no machine, unless the test makes one

 private:
  Reply taken(const http::Response& response) const {
    Reply reply{.status = response.status,
                .body = response.body,
                .content_type = std::string(response.content_type),
                .headers = response.headers,
                .postponed = response.deferred.has_value()};
    if (response.file) {
      reply.body.resize(response.file->size);
      const ssize_t got = pread(response.file->file->get(), reply.body.data(), reply.body.size(),
                                static_cast<off_t>(response.file->offset));
      reply.body.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    if (response.stream) {
      const std::uint64_t most = std::min(response.stream->size.value_or(UINT64_MAX), max_stream_bytes);
      for (std::size_t before = SIZE_MAX; reply.body.size() != before && reply.body.size() < most;) {
        before = reply.body.size();
        response.stream->append(reply.body);
        ++reply.pieces;
      }
      reply.body.resize(std::min<std::uint64_t>(reply.body.size(), most));
    }
    return reply;
  }

  const std::string hash_ = passwords.hash(password);
  base::RateLimiter accounts_, written_, addresses_, wrong_logins_, wrong_by_address_;
  base::TextCache lists_{1 << 20};
  api::RuntimeSettings settings_;
  api::Context context_;
  http::Router router_;
};

// Somebody who asks: with the token of a user, or nobody.
class Client {
 public:
  explicit Client(ApiBox& box) : box_(box) {}
  Client(ApiBox& box, store::UserId user)
      : box_(box), headers_{{"authorization", "Bearer " + box.token_of(user)}} {}

  Reply ask(std::string_view method, std::string_view target, const std::string& type = {},
            std::string_view body = {}) {
    HeaderList headers = headers_;
    if (!type.empty()) headers.emplace_back("content-type", type);
    return box_.ask(method, target, headers, body);
  }
  Reply get(std::string_view target) { return ask("GET", target); }
  Reply json(std::string_view method, std::string_view target, std::string_view body) {
    return ask(method, target, "application/json", body);
  }
  Reply form(std::string_view method, std::string_view target, const std::vector<FormPart>& parts) {
    return ask(method, target, std::string(form_type), multipart(parts));
  }
  Reply ended(const Reply& job) { return box_.ended(job, headers_); }
  Reply upload(std::string_view target, const std::string& field, const std::string& bytes,
               const std::string& file_name) {
    return form("POST", target, {{field, bytes, file_name}});
  }

 private:
  ApiBox& box_;
  HeaderList headers_;
};

// A box with the people of the scenario tables: an owner, a stranger, an administrator, and nobody.
struct Hall {
  explicit Hall(const BoxOptions& options = {}) : box(options) {}

  std::string new_booth(const std::string& name = "Booth") {  // its URL
    const Reply made = owner.json("POST", "/api/v1/booths/", R"({"name": ")" + name + R"(", "country": 1})");
    return "/api/v1/booths/" + std::to_string(made.id()) + "/";
  }
  std::string new_item(const std::string& booth, const std::string& name = "Item") {
    const Reply made = owner.json("POST", booth + "items/", R"({"name": ")" + name + R"("})");
    return booth + "items/" + std::to_string(made.id()) + "/";
  }

  ApiBox box;
  const store::UserId owner_id = box.add_user("owner@example.com");
  const store::UserId stranger_id = box.add_user("stranger@example.com");
  const store::UserId admin_id = box.add_user("admin@example.com", 0, true);
  Client owner{box, owner_id}, stranger{box, stranger_id}, admin{box, admin_id}, nobody{box};
};

inline std::string from_base64(std::string_view text) { return base::base64_decode(text).value(); }

// Whole images: 4 × 4 and 6 × 3 pixels.
inline const std::string png = from_base64(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR42mM4IWcDRwzEcQDgQxIhOJFYZQAAAABJRU5ErkJggg==");
inline const std::string other_png = from_base64(
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAADCAIAAAA/Y+msAAAAEUlEQVR42mPgOhGFhhiIEgIAU+MVGYNRl1kAAAAASUVORK5CYII=");
inline const std::string gif = from_base64("R0lGODlhAQABAIAAAP8AAAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");

// The outline of an MP4 file.
inline std::string mp4(std::size_t bytes = 2048) {
  std::string film(
      "\0\0\0\x18"
      "ftypisom\0\0\2\0isommp42",
      24);
  const std::size_t rest = bytes - film.size();
  film += {static_cast<char>(rest >> 24), static_cast<char>(rest >> 16), static_cast<char>(rest >> 8),
           static_cast<char>(rest)};
  film += "mdat";
  while (film.size() < bytes) film += static_cast<char>(film.size() % 251);
  return film;
}

}  // namespace support
