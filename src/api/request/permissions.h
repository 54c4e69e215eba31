// SPDX-License-Identifier: MIT
#pragma once

// Looks up the booth and item that a URL names, and checks access to them. Any signed-in user may read any
// booth; its owner and administrators may write to it.
// Thread safety: may be called from any thread.

#include "api/context/context.h"
#include "http/message.h"
#include "store/booths.h"
#include "store/items.h"

namespace api {

store::UserId caller_id(const http::Request& request);

store::UserId owner_of_booth(const Context& context, const http::Request& request);  // throws 404
store::BoothId require_booth(const Context& context, const http::Request& request);  // throws 404
// Returns the booth's owner. Throws 404, or 403 if the caller may not write to the booth.
store::UserId require_write_access(const Context& context, const http::Request& request,
                                   store::BoothId booth);
store::BoothId require_writable_booth(const Context& context,
                                      const http::Request& request);  // throws 404, 403
// Returns the item of the URL's second id. Throws 404 if the booth has no such item.
store::ItemId require_item(const Context& context, store::BoothId booth, const http::Request& request);

}  // namespace api
