// SPDX-License-Identifier: MIT
#include "api/request/permissions.h"

#include "api/common/errors.h"

namespace api {

store::UserId caller_id(const http::Request& request) { return {request.caller.user}; }

namespace {

store::UserId owner_of(const Context& context, store::BoothId booth) {
  const auto owner = store::owner_of(context.store, booth);
  if (!owner) throw http::not_found();
  return *owner;
}

}  // namespace

store::UserId owner_of_booth(const Context& context, const http::Request& request) {
  return owner_of(context, {request.id(0)});
}

store::UserId require_write_access(const Context& context, const http::Request& request,
                                   store::BoothId booth) {
  const store::UserId owner = owner_of(context, booth);
  if (owner != caller_id(request) && !request.caller.admin) throw forbidden();
  return owner;
}

store::BoothId require_booth(const Context& context, const http::Request& request) {
  owner_of_booth(context, request);
  return {request.id(0)};
}

store::BoothId require_writable_booth(const Context& context, const http::Request& request) {
  const store::BoothId booth{request.id(0)};
  require_write_access(context, request, booth);
  return booth;
}

store::ItemId require_item(const Context& context, store::BoothId booth, const http::Request& request) {
  const store::ItemId item{request.id(1)};
  if (!store::item_by_id(context.store, booth, item)) throw http::not_found();
  return item;
}

}  // namespace api
