// SPDX-License-Identifier: MIT
#pragma once

// What the handlers work with: the parts of the box, made by app/ and shared by all workers.

#include <string>
#include <vector>

#include "auth/password.h"
#include "auth/token.h"
#include "base/clock.h"
#include "base/throttle.h"
#include "media/library.h"
#include "store/engine.h"

namespace api {

struct Limits {
  std::size_t files = 32;                   // in one request
  std::uint64_t text_field_bytes = 1 << 20;  // one text field of a form
  std::uint64_t json_bytes = 2 << 20;
};

struct Services {
  const base::Clock& clock;
  store::Engine& store;
  const media::Library& library;
  auth::Passwords& passwords;
  const auth::Signer& signer;
  base::Throttle& accounts;       // requests by account
  base::Throttle& addresses;      // requests by address, of callers without a token
  base::Throttle& wrong_logins;   // wrong passwords by account and address
  Limits limits;
  std::vector<std::string> allowed_hosts;  // beside those always answered; "*": all
};

}  // namespace api
