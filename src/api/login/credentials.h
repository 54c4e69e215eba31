// SPDX-License-Identifier: MIT
#pragma once

// Who signs in, by password or code, with what holds up those who guess: one way for phones and for the page.
// Any thread may call.

#include <string>

#include "api/context/context.h"
#include "http/error.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

http::HttpError
invalid_credentials();  // 401: a wrong password, an unknown and a disabled account look the same

// The account of the e-mail address and the password in the request's body. A password that is remembered
// needs no hash; another one waits for a slot with the request, in turn by address and account, which come
// behind when their passwords were wrong of late. Throws 400, 401, 429, http::Deferred.
store::User authenticate_by_password(const Context& services, http::Request& request);

// Throws http::Deferred unless the request has a slot; the key is the account's.
void require_slot(const http::Request& request, std::string_view key);

// A try of a code, login or first run, which costs before it is known whether it is a good one: many at once
// shall not be a way around. Throws 429. A good one makes up for all before it. A request that has waited for
// its slot was counted before.
class CodeAttempt {
 public:
  CodeAttempt(const Context& services, const http::Request& request);
  void succeeded() const;

 private:
  const Context& services_;
  const std::string key_;
};

}  // namespace api
