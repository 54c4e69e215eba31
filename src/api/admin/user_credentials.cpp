// SPDX-License-Identifier: MIT
//
// Access to accounts: issues login codes, revokes tokens and resets throttles.

#include <algorithm>
#include <map>

#include "api/admin/handlers.h"
#include "api/admin/login_cards.h"
#include "api/auth/guard.h"
#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/request/field_validation.h"
#include "auth/login_code.h"
#include "store/users.h"

namespace api {
namespace {

constexpr std::size_t max_cards = 1000;

struct Card {
  store::User user;
  std::string code;
};

// Issues a new code for each user, all in one write.
std::vector<Card> new_cards(const Context& context, const std::vector<store::User>& users) {
  std::vector<Card> cards;
  store::WriteBatch write;
  std::string ids;
  for (const store::User& user : users)
    ids.append(ids.empty() ? "" : ",").append(std::to_string(user.id.value));
  audit_detail("users=" + ids);
  for (const store::User& user : users) {
    const Card& card = cards.emplace_back(Card{user, auth::new_login_code()});
    store::set_login_code(write, user.id, auth::login_code_hash(card.code));
  }
  if (!cards.empty() && context.store.write(write).refused) throw http::not_found();
  return cards;
}

store::User user_of(const Context& context, const http::Request& request) {
  auto user = store::user_by_id(context.store, {request.id(0)});
  if (!user) throw http::not_found();
  return std::move(*user);
}

}  // namespace

http::Response create_code(const Context& context, http::Request& request) {
  const std::vector<Card> cards = new_cards(context, {user_of(context, request)});
  std::string body;
  base::JsonWriter json(body);
  write_card(json, cards[0].user, cards[0].code, box_url(context, request));
  return http::json_no_store(200, std::move(body));
}

// Returns one card for each account, in request order.
http::Response create_codes(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const std::vector<std::int64_t> ids = fields.ids("users", max_cards);
  fields.throw_if_invalid();

  std::map<std::int64_t, store::User> known;
  for (store::User& user : store::all_users(context.store)) known.emplace(user.id.value, std::move(user));
  std::vector<store::User> users;
  for (const std::int64_t id : ids) {
    auto found = known.extract(id);
    if (!found.empty()) {
      users.push_back(std::move(found.mapped()));
    } else if (std::ranges::find(users, store::UserId{id}, &store::User::id) == users.end()) {
      fields.add_error("users", "There is no account with the id " + std::to_string(id) + ".");
    }
  }
  fields.throw_if_invalid();

  const BoxUrl way = box_url(context, request);
  request.about_to_wait();  // generating many QR codes takes a while
  std::string body;
  base::JsonWriter json(body);
  json.begin_array();
  for (const Card& card : new_cards(context, users)) write_card(json, card.user, card.code, way);
  json.end_array();
  return http::json_no_store(200, std::move(body));
}

http::Response sign_out_user(const Context& context, http::Request& request) {
  store::WriteBatch write;
  store::revoke_tokens(write, {request.id(0)});
  if (context.store.write(write).refused) throw http::not_found();
  return http::empty();
}

http::Response reset_throttle(const Context& context, http::Request& request) {
  const store::User user = user_of(context, request);
  context.accounts.reset(std::to_string(user.id.value));
  context.wrong_logins.reset_prefix(login_attempt_key(user.email));
  return http::empty();
}

}  // namespace api
