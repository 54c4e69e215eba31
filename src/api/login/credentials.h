// SPDX-License-Identifier: MIT
#pragma once

// Sign-in by password or code, with limits against guessing. Devices and the administrators' page share it.
// Thread safety: may be called from any thread.

#include <string>

#include "api/context/context.h"
#include "http/error.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

http::HttpError
invalid_credentials();  // 401; the same for a wrong password, an unknown account and a disabled one

// The account for the e-mail address and password in the request's body. A cached password needs no hashing.
// Any other waits for a slot in a queue that is fair by address and account; recent wrong passwords lower the
// priority. Throws 400, 401, 429, http::Deferred.
store::User authenticate_by_password(const Context& context, http::Request& request);

// Throws http::Deferred unless the request has a slot. `key` identifies the account.
void require_slot(const http::Request& request, std::string_view key);

// An attempt to use a login or first-run code. It is counted before its result is known, so that concurrent
// attempts cannot bypass the limit. Throws 429. A success resets the count. A request that waited for its
// slot was counted before.
class CodeAttempt {
 public:
  CodeAttempt(const Context& context, const http::Request& request);
  void succeeded() const;

 private:
  const Context& context_;
  const std::string key_;
};

}  // namespace api
