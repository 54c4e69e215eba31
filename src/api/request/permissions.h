// SPDX-License-Identifier: MIT
#pragma once

// The booth, and the item in it, that a URL names: whether they are there, and whose they are. Any signed-in
// user reads any booth; its owner and administrators write it. Any thread may call.

#include "api/context/context.h"
#include "http/message.h"
#include "store/booths.h"
#include "store/items.h"

namespace api {

store::UserId caller_id(const http::Request& request);

store::UserId owner_of_booth(const Context& services, const http::Request& request);  // throws 404
store::BoothId require_booth(const Context& services, const http::Request& request);  // throws 404
// Whose it is, when the caller may write there; throws 404, 403.
store::UserId require_write_access(const Context& services, const http::Request& request,
                                   store::BoothId booth);
store::BoothId require_writable_booth(const Context& services,
                                      const http::Request& request);  // throws 404, 403
// The URL's second id; throws 404 when this booth has no such item.
store::ItemId require_item(const Context& services, store::BoothId booth, const http::Request& request);

}  // namespace api
