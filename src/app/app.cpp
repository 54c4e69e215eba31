// SPDX-License-Identifier: MIT
#include "app/app.h"

#include <string>

#include "base/text.h"
#include "store/settings.h"
#include "store/users.h"

namespace app {
namespace {

constexpr std::size_t bytes_of_lists = 4 << 20;  // some hundred exhibitors' lists
constexpr std::int64_t addresses_times = 10;  // a hall of phones may share one
constexpr std::int64_t wrong_logins_a_minute = 6;
constexpr std::int64_t wrong_logins_at_once = 9;

}  // namespace

std::uint32_t password_rounds(const Config& config, store::Engine& engine) {
  if (config.password_rounds > 0) return config.password_rounds;
  constexpr std::string_view key = "password_rounds";
  const auto known = base::whole_number(store::setting(engine, key).value_or(""));
  if (known && *known > 0) return static_cast<std::uint32_t>(*known);
  const std::uint32_t rounds = auth::measured_rounds();
  store::Write write;
  store::set_setting(write, key, std::to_string(rounds));
  engine.write(write);
  return rounds;
}

App::App(const Config& config)
    : folder_(config.data),
      lock_(folder_.lock()),
      clock_(folder_.clock_floor()),
      engine_(folder_.database()),
      library_(folder_.media(), config.media),
      passwords_(password_rounds(config, engine_)),
      folder_key_(config.jwt_key.empty() ? folder_.signing_key_made_at_need() : ""),
      signer_(clock_, folder_key_.empty() ? config.jwt_key : folder_key_),
      accounts_(clock_, config.requests_a_minute),
      addresses_(clock_, config.requests_a_minute * addresses_times),
      wrong_logins_(clock_, config.requests_a_minute > 0 ? wrong_logins_a_minute : 0, wrong_logins_at_once),
      lists_(bytes_of_lists),
      services_{.clock = clock_,
                .store = engine_,
                .library = library_,
                .passwords = passwords_,
                .signer = signer_,
                .accounts = accounts_,
                .addresses = addresses_,
                .wrong_logins = wrong_logins_,
                .lists = lists_,
                .metrics = metrics_,
                .limits = {.files = config.files},
                .allowed_hosts = config.allowed_hosts},
      router_(api::make_router(services_)),
      server_(
          config.server, [this](http::Request& request) { return answer(request); },
          [this] { return passwords_.has_place(); }),
      janitor_(
          {.folder = folder_, .clock = clock_, .engine = engine_, .signer = signer_, .key = folder_key_}) {}

// What a reading request reads is of one moment: no list shows a booth whose images have just gone.
http::Response App::answer(http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return router_.dispatch(request);
  http::Response response;
  engine_.at_one_state([&] { response = router_.dispatch(request); });
  return response;
}

void App::add_metrics() {
  using http::ServerFigures;
  const auto figure = [this](std::int64_t ServerFigures::*which) {
    return [this, which] { return server_.figures().*which; };
  };
  metrics_.gauge("connections", "Open connections, most of them parked.",
                 figure(&ServerFigures::connections));
  metrics_.gauge("workers", "Threads that answer.", figure(&ServerFigures::workers));
  metrics_.gauge("idle_workers", "Threads that wait for something to answer.",
                 figure(&ServerFigures::idle_workers));
  metrics_.gauge("postponed", "Logins that stand in line.", figure(&ServerFigures::postponed));
  metrics_.gauge("uploads", "Large bodies on their way.", figure(&ServerFigures::uploads));
  metrics_.counter("requests", "Requests answered.", figure(&ServerFigures::requests));
  metrics_.counter("refused_uploads", "Bodies told to come back later.",
                   figure(&ServerFigures::refused_uploads));
  metrics_.counter("refused_heads", "Requests with a malformed head.", figure(&ServerFigures::refused_heads));
}

void App::start() {
  add_metrics();
  folder_.sweep();
  sweep_orphans(engine_, library_);
  server_.start();
  janitor_.start();
}

void App::stop() {
  server_.stop();
  janitor_.stop();
}

}  // namespace app
