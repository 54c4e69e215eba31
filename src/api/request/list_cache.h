// SPDX-License-Identifier: MIT
#pragma once

// Answers conditional requests for lists that clients poll. A client with the current list gets 304, based on
// the number of the owner's latest change and without reading rows. Otherwise the cached response to the same
// request is used if nothing has changed since. The weak tag covers the database, that change and the URL as
// sent, because links contain its Host. A concurrent change may put new rows under the old tag; the client
// then fetches them twice. A 304 never hides a change.
// Thread safety: may be called from any thread.
// Follows RFC 9110 §13.1.2.

#include <functional>
#include <optional>

#include "api/context/context.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

// `answer` returns 200 or throws. Without an owner, the list is the same for everyone.
http::Response cached_list_response(const Context& context, const http::Request& request,
                                    std::optional<store::UserId> owner,
                                    const std::function<http::Response()>& answer);

}  // namespace api
