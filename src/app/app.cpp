// SPDX-License-Identifier: MIT
#include "app/app.h"

#include <string>

#include "base/text.h"
#include "store/settings.h"
#include "store/users.h"

namespace app {
namespace {

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
      services_{.clock = clock_,
                .store = engine_,
                .library = library_,
                .passwords = passwords_,
                .signer = signer_,
                .accounts = accounts_,
                .addresses = addresses_,
                .wrong_logins = wrong_logins_,
                .limits = {.files = config.files},
                .allowed_hosts = config.allowed_hosts},
      router_(api::make_router(services_)),
      server_(
          config.server, [this](http::Request& request) { return router_.dispatch(request); },
          [this] { return passwords_.has_place(); }),
      janitor_(
          {.folder = folder_, .clock = clock_, .engine = engine_, .signer = signer_, .key = folder_key_}) {}

void App::start() {
  sweep_orphans(engine_, library_);
  server_.start();
  janitor_.start();
}

void App::stop() {
  server_.stop();
  janitor_.stop();
}

}  // namespace app
