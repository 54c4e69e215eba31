// SPDX-License-Identifier: MIT
#include "api/login/credentials.h"

#include "api/auth/guard.h"
#include "api/common/errors.h"
#include "api/request/field_validation.h"
#include "auth/email_address.h"
#include "base/text/text.h"

namespace api {
namespace {

// Attempts with a code are counted under an empty e-mail address.
std::string attempt_key(std::string_view email, const http::Request& request) {
  return login_attempt_key(email).append(request.address);
}

// Throttles an address that guesses at many accounts. Only wrong passwords count, so that many devices behind
// one address can sign in.
void require_address_not_throttled(const Context& context, const http::Request& request) {
  const auto verdict = context.wrong_by_address.peek(request.address);
  if (!verdict.allowed) throw throttled(verdict.retry_after);
}

// Counts an attempt before its result is known, so that concurrent attempts cannot bypass the limit. A
// success resets the count. A request that waited for its slot was counted before it waited.
void acquire_attempt(const Context& context, const http::Request& request, const std::string& key) {
  if (request.has_slot) return;
  const auto verdict = context.wrong_logins.acquire(key);
  if (!verdict.allowed) throw throttled(verdict.retry_after);
}

bool can_sign_in(const std::optional<store::User>& user) {
  return user && user->active && auth::is_password_hash(user->password);
}

bool is_remembered(const Context& context, const std::optional<store::User>& user,
                   std::string_view password) {
  const std::string stored = can_sign_in(user) ? user->password : "";
  return context.passwords.cached(password, stored) || context.passwords.cached(base::trim(password), stored);
}

// Tries the password as received, and without surrounding white space as on the central server. An account
// that cannot sign in costs as many rounds as a neighbouring account, since imported hashes have rounds of
// their own. The neighbour's password is not verified: the timing would reveal a cached one.
bool is_password_correct(const Context& context, std::string_view email,
                         const std::optional<store::User>& user, std::string_view password) {
  const bool real = can_sign_in(user);
  const std::string like = real ? "" : store::decoy_password_hash(context.store, email).value_or("");
  const auto fits = [&](std::string_view tried) {
    if (real) return context.passwords.verify(tried, user->password);
    context.passwords.verify_dummy(tried, like);
    return false;
  };
  const std::string_view trimmed = base::trim(password);
  return fits(password) || (trimmed != password && fits(trimmed));
}

}  // namespace

http::HttpError invalid_credentials() {
  return unauthorized(http::error_response(401, "No active account found with the given credentials"));
}

void require_slot(const http::Request& request, std::string_view key) {
  if (!request.has_slot) throw http::Deferred{std::string(key)};
}

store::User authenticate_by_password(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto typed = fields.text("email", {.required = true});
  const auto password = fields.text("password", {.required = true, .trimmed = false});
  fields.throw_if_invalid();

  const std::string email = auth::canonical_email(*typed);
  const std::string key = attempt_key(email, request);
  acquire_attempt(context, request, key);
  auto user = store::user_by_email(context.store, email);
  if (!user && email != *typed) user = store::user_by_email(context.store, *typed);  // from older versions
  if (!is_remembered(context, user, *password)) {
    require_address_not_throttled(context, request);
    require_slot(request, key);
    if (!is_password_correct(context, email, user, *password)) {
      context.wrong_by_address.acquire(request.address);
      context.sign_ins.count_wrong(request.address);
      throw invalid_credentials();
    }
    context.sign_ins.count_right(request.address);
  }
  context.wrong_logins.reset(key);
  return *std::move(user);
}

CodeAttempt::CodeAttempt(const Context& context, const http::Request& request)
    : context_(context), key_(attempt_key("", request)) {
  acquire_attempt(context, request, key_);
}

void CodeAttempt::succeeded() const { context_.wrong_logins.reset(key_); }

}  // namespace api
