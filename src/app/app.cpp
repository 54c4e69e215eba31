// SPDX-License-Identifier: MIT
#include "app/app.h"

#include <chrono>
#include <string>
#include <utility>

#include "api/auth/cors.h"
#include "api/captive_portal.h"
#include "api/common/errors.h"
#include "api/https_redirect.h"
#include "api/uploads/chunk_receiver.h"
#include "app/address_file.h"
#include "app/first_run.h"
#include "app/startup_check.h"
#include "base/host/addresses.h"
#include "base/host/memory_limit.h"
#include "base/log.h"
#include "base/text/text.h"
#include "base/version.h"
#include "crypto/hash.h"
#include "store/box_number.h"
#include "store/settings.h"
#include "store/uploads.h"

namespace app {
namespace {

constexpr std::size_t bytes_of_lists = 4 << 20;  // lists of a few hundred exhibitors
constexpr std::int64_t addresses_times = 10;     // many phones may share one address
// Text and rows written by one account, with a burst of the same size. A first sync of 500 items has at most
// 2 MB.
constexpr std::int64_t written_bytes_per_minute = 8'000'000;
constexpr std::int64_t wrong_logins_per_minute = 6;
constexpr std::int64_t wrong_logins_at_once = 9;
// For all accounts behind one address: when a fair opens, half of 600 people there may mistype.
constexpr std::int64_t wrong_by_address_per_minute = 120;
constexpr std::int64_t wrong_by_address_at_once = 300;

std::optional<TlsCertificates> certificates(const Config& config, const DataFolder& folder,
                                            const base::Clock& clock) {
  if (!config.tls) return {};
  return std::optional<TlsCertificates>(std::in_place, config, folder, clock);
}

// Sends no Date field while the clock is not trusted. The cached text depends on the second only, so clocks
// share it.
http::ServerOptions with_date(http::ServerOptions options, const base::Clock& clock) {
  options.date = [&clock]() -> std::string_view {
    thread_local base::UnixSeconds second = -1;
    thread_local std::string text;
    if (!clock.trusted()) return "";
    if (const base::UnixSeconds now = clock.now(); now != second) {
      text = base::http_time(now);
      second = now;
    }
    return text;
  };
  return options;
}

// Without a limit on requests, the other rates are unlimited too.
std::int64_t limited(const Config& config, std::int64_t a_minute) {
  return config.requests_per_minute > 0 ? a_minute : 0;
}

std::uint64_t memory_budget(const Config& config) {
  return config.memory_budget > 0 ? config.memory_budget : base::default_memory_budget(base::memory_limit());
}

api::ConfiguredDefaults configured(const Config& config) {
  return {.image_bytes = config.media.image_bytes,
          .video_bytes = config.media.video_bytes,
          .files = config.files,
          .requests_per_minute = config.requests_per_minute,
          .written_bytes_per_minute = limited(config, written_bytes_per_minute),
          .allowed_hosts = config.allowed_hosts,
          .allowed_origins = config.allowed_origins,
          .text_bytes = api::RequestLimits().text_bytes};
}

}  // namespace

std::uint32_t password_rounds(const Config& config, store::Database& engine) {
  if (config.password_rounds > 0) return config.password_rounds;
  constexpr std::string_view key = "password_rounds";
  const auto known = base::parse_int(store::setting(engine, key).value_or(""));
  if (known && *known > 0) return static_cast<std::uint32_t>(*known);
  const std::uint32_t rounds = auth::calibrated_rounds();
  store::WriteBatch write;
  store::set_setting(write, key, std::to_string(rounds));
  engine.write(write);
  return rounds;
}

void apply_box_number(const Config& config, store::Database& engine) {
  try {
    for (const std::string& table : store::set_id_range(engine, config.box_number)) {
      base::log(base::Level::warning, "app", "ids are another box's, and go on from there",
                {{"table", table}, {"box_number", std::to_string(config.box_number)}});
    }
  } catch (const store::StorageError& failure) {
    base::log(base::Level::error, "app", "ids do not begin at this box's number",
              {{"error", failure.what()}});
  }
}

App::App(const Config& config, std::function<void()> begin_again)
    : listens_on_(config.server.address),
      http_(config.http),
      folder_(config.data),
      lock_(folder_.lock()),
      clock_(folder_.clock_note(), config.machine),
      clock_saver_(clock_, folder_),
      certificates_(certificates(config, folder_, clock_)),
      stopped_cleanly_(!folder_.has_running_marker()),
      engine_(verified_database(folder_, stopped_cleanly_)),
      library_(folder_.media(), config.media),
      passwords_(password_rounds(config, engine_)),
      folder_key_(config.jwt_key.empty() ? folder_.load_or_create_signing_key() : ""),
      signer_(clock_, folder_key_.empty() ? config.jwt_key : folder_key_),
      accounts_(clock_, config.requests_per_minute),
      written_(clock_, limited(config, written_bytes_per_minute)),
      addresses_(clock_, config.requests_per_minute * addresses_times),
      wrong_logins_(clock_, limited(config, wrong_logins_per_minute), wrong_logins_at_once),
      wrong_by_address_(clock_, limited(config, wrong_by_address_per_minute), wrong_by_address_at_once),
      sign_ins_(clock_),
      lists_(bytes_of_lists),
      memory_(memory_budget(config)),
      backups_{folder_.database(), folder_.copies()},
      activity_(clock_),
      alerts_({.clock = clock_,
               .store = engine_,
               .library = library_,
               .activity = activity_,
               .sensors = sensors_,
               .folder = folder_.path()}),
      drive_alerts_(config.drives, alerts_),
      restores_{folder_.path(), std::move(begin_again)},
      jobs_(clock_, activity_),
      settings_(audited_, configured(config), {library_, accounts_, written_, addresses_, addresses_times}),
      uploads_(clock_, api::videos_paused(engine_)),
      context_(context(config)),
      router_(api::make_router(context_)),
      server_(server_options(config), [this](http::Request& request) { return answer(request); }),
      janitor_({.folder = folder_,
                .clock = clock_,
                .clock_saver = clock_saver_,
                .engine = engine_,
                .library = library_,
                .signer = signer_,
                .key = folder_key_,
                .chores = chores()}),
      responder_(clock_, {config.mdns, config.name, listens_on_, config.http != PlainHttp::off},
                 mdns_callbacks()) {
  context_.route_words = api::route_words(router_);
  apply_box_number(config, engine_);
}

// References for the handlers, all to members constructed before context_.
api::Context App::context(const Config& config) {
  return {.clock = clock_,
          .store = audited_,
          .library = library_,
          .passwords = passwords_,
          .signer = signer_,
          .accounts = accounts_,
          .written = written_,
          .addresses = addresses_,
          .wrong_logins = wrong_logins_,
          .wrong_by_address = wrong_by_address_,
          .sign_ins = sign_ins_,
          .lists = lists_,
          .memory = memory_,
          .metrics = metrics_,
          .backups = backups_,
          .activity = activity_,
          .alerts = alerts_,
          .sensors = sensors_,
          .configuration = config.described,
          .restores = restores_,
          .jobs = jobs_,
          .settings = settings_,
          .uploads = uploads_,
          .upload_locks = upload_locks_,
          .limits = {},
          .set_clock = [this](base::UnixSeconds to) { clock_saver_.set(to); },
          .box_addresses = [this] { return base::urls_for_listener(listens_on_); },
          .box_name = [this] { return name_here(); },
          .on_first_run_done = [this] { remove_first_run_file(folder_); },
          .portal = config.portal,
          .page_url_for = [this](std::string_view client) { return page_url_for(client); },
          .tls_info = [this] { return secure(); },
          .drives = config.drives};
}

http::ServerOptions App::server_options(const Config& config) {
  http::ServerOptions options = with_date(config.server, clock_);
  options.memory = &memory_;
  options.slots = 2 * passwords_.slots();  // so that no password slot idles
  options.rank = [this](std::string_view address) { return sign_ins_.rank(address); };
  if (certificates_) options.tls = {config.tls_port, [this] { return certificates_->context(); }};
  return options;
}

api::TlsInfo App::secure() const {
  if (!certificates_) return {};
  return {server_.tls_port(), certificates_->fingerprint(), certificates_->authority(),
          certificates_->revocations()};
}

http::Response App::answer(http::Request& request) {
  const base::SteadyTime begun = std::chrono::steady_clock::now();
  std::optional<http::Response> known = answer_before_routing(request);
  http::Response response = known ? std::move(*known) : dispatch(request);
  api::add_cors_headers(context_, request, response);
  if (http_ != PlainHttp::on) api::require_https_next(context_, request, response);
  activity_.record(request, response, begun);
  return response;
}

// Answers that depend on the request head alone, not on the route.
std::optional<http::Response> App::answer_before_routing(const http::Request& request) const {
  if (auto answer = api::root_probe_answer(context_, request)) return answer;
  if (http_ == PlainHttp::redirect) {
    if (auto answer = api::redirected_to_https(context_, request)) return answer;
  }
  return api::preflight_answer(context_, request);
}

// A read request sees one snapshot, so no list shows a booth whose images were just deleted. Requests for
// upload offsets use none: they wait until another request has stored what it received.
http::Response App::dispatch(http::Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads || request.path.starts_with("/api/v1/uploads/")) return router_.dispatch(request);
  http::Response response;
  engine_.with_snapshot([&] { response = router_.dispatch(request); });
  return response;
}

std::vector<Chore> App::chores() {
  return {
      {"keep who was in touch", std::chrono::minutes(1),
       [this] { api::map_storage_errors(activity_, [this] { activity_.contacts.flush(engine_); }); }, true},
      {"forget uploads nobody goes on with", std::chrono::minutes(1),
       [this] { api::map_storage_errors(activity_, [this] { api::forget_expired_uploads(context_); }); }},
      {"look for what is wrong", api::AlertMonitor::every,
       [this] {
         drive_alerts_.check();
         alerts_.check_all();
       }},
      {"look at the addresses", std::chrono::seconds(10), [this] {
         tell_addresses();
         if (certificates_) certificates_->renew_if_needed();
         tell_authority_change();
       }}};
}

// The only metric that reads the database, which may fail while the others are needed most.
std::int64_t App::unfinished_uploads() {
  try {
    return store::unfinished_totals(engine_).uploads;
  } catch (const store::StorageError&) {
    return -1;
  }
}

void App::start() {
  add_metrics();
  clock_saver_.save_if_due();  // before any time is given out
  base::log(
      base::Level::info, "app", "the box's time",
      {{"time", base::iso_time(clock_.now())}, {"source", std::string(base::to_string(clock_.source()))}});
  folder_.remove_leftovers();
  const SweepResult swept = check_at_startup(folder_, engine_, library_, stopped_cleanly_);
  if (!stopped_cleanly_) alerts_.raise("unclean_stop", "warning", "");
  if (swept.missing > 0) alerts_.raise("media_missing", "error", std::to_string(swept.missing));
  activity_.contacts.load(engine_);
  folder_.mark_running();
  const auto code = first_run_code();
  server_.start();
  if (certificates_) {
    certificates_->set_plain_port(port());
    tell_authority_change();
    base::log(base::Level::info, "tls", "HTTPS is on",
              {{"port", std::to_string(tls_port())}, {"sha256", certificates_->fingerprint()}});
  }
  janitor_.start();
  if (code) tell_first_run(*code);
  tell_addresses();
  responder_.start(http_ == PlainHttp::off ? tls_port() : port());
}

// A server whose drive rejects writes still serves what it has.
std::optional<std::string> App::first_run_code() {
  try {
    return create_first_run_code(folder_, engine_);
  } catch (const store::StorageError& failure) {
    base::log(base::Level::error, "app", "no link for the first administrator", {{"error", failure.what()}});
    return {};
  }
}

void App::tell_first_run(const std::string& code) {
  for (const std::string& address : base::urls_for_listener(listens_on_)) {
    first_run_links_.push_back(is_plain() ? first_run_link(address, port(), code)
                                          : first_run_link(address, tls_port(), code, "https"));
  }
  try {
    app::write_first_run_file(folder_, first_run_links_);
  } catch (const base::DiskError& error) {
    base::log(base::Level::error, "app", "FIRST-RUN.txt cannot be written", {{"error", error.what()}});
  }
}

void App::tell_authority_change() {
  using Change = TlsCertificates::Change;
  const Change change = certificates_ ? certificates_->take_authority_change() : Change::none;
  if (change == Change::none) return;
  const bool renewed = change == Change::renewed;
  alerts_.raise(renewed ? "authority_renewed" : "authority_replaced", renewed ? "info" : "warning",
                certificates_->fingerprint());
}

void App::tell_addresses() {
  try {
    const std::lock_guard lock(told_mutex_);
    std::vector<std::string> hosts = base::urls_for_listener(listens_on_);
    if (std::string own = name(); !own.empty()) hosts.push_back(std::move(own));
    const api::TlsInfo tls = secure();
    if (told_hosts_ == hosts && told_fingerprint_ == tls.fingerprint) return;
    app::write_address_file(
        folder_, hosts, {is_plain() ? port() : 0, tls.port, tls.authority.empty() ? "" : tls.fingerprint});
    told_hosts_ = std::move(hosts);
    told_fingerprint_ = tls.fingerprint;
  } catch (const base::DiskError& error) {
    base::log(base::Level::error, "app", "ADDRESS.txt cannot be written", {{"error", error.what()}});
  }
}

std::string App::name_here() const {
  std::string own = name();
  return own.empty() ? base::mdns_hostname() : own;
}

mdns::Responder::Callbacks App::mdns_callbacks() {
  return {.text = [this] { return txt_records(); },
          .on_name_changed = [this] { tell_addresses(); },
          .disputed = [this](const std::string& detail) { alerts_.raise("name_conflict", "error", detail); },
          .lost = [this](const std::string& detail) { alerts_.raise("name_lost", "warning", detail); }};
}

// TXT records by which an app recognises a server it knows, and learns how to connect to it.
std::vector<std::string> App::txt_records() {
  std::vector<std::string> text = {"txtvers=1", "api=/api/v1/", "v=" + std::string(base::version),
                                   "id=" + base::hex(crypto::sha256(clock_.id())).substr(0, 16)};
  if (tls_port() != 0) text.push_back("tls=" + std::to_string(tls_port()));
  try {
    const std::string event = store::setting(engine_, "event_name").value_or("");
    if (!event.empty()) text.push_back("name=" + event);
  } catch (const store::StorageError& failure) {
    base::log(base::Level::debug, "app", "the event's name cannot be read", {{"error", failure.what()}});
  }
  return text;
}

std::string App::url_at(const std::string& address) const {
  return is_plain() ? base::http_url(address, port()) : base::http_url(address, tls_port(), "https");
}

std::string App::page_url_for(std::string_view client) const {
  const std::string near = base::local_address_for(client);
  return url_at(near.empty() ? base::urls_for_listener(listens_on_).front() : near);
}

// The limits on wrong logins keep their start values, as after a change in the administrator's settings.
void App::reconfigure(const Config& config) {
  settings_.set_defaults(configured(config));
  if (certificates_) certificates_->reload(config.allowed_hosts);
}

// An empty batch passes through the writer thread without touching the drive.
bool App::is_responsive() {
  try {
    engine_.write(store::WriteBatch());
  } catch (const store::StorageError& failure) {
    return failure.why != store::StorageError::Kind::overload;  // other failures are answers of the writer
  }
  return true;
}

void App::stop() {
  responder_.stop();
  server_.stop();
  jobs_.stop();
  janitor_.stop();
  if (!library_.needs_sweep()) folder_.mark_stopped();
}

}  // namespace app
