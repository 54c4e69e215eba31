// SPDX-License-Identifier: MIT
#pragma once

// Lists that phones ask for again and again: who has the current one already gets 304 (RFC 9110 §13.1.2),
// from the number of the owner's latest change and before a row is read. Who has not, gets the answer the
// last one got who asked for the same, unless that change was a later one. Any thread may call.
//
// The tag names the database, that change, and the URL as the client wrote it, since links begin with its
// Host. It is weak: a change between the look at its number and the rows may give new rows under the old tag.
// The next request then gets them once more; the reverse, a change hidden behind a 304, cannot happen.

#include <functional>
#include <optional>

#include "api/context/context.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

// `answer` is 200 or throws. No owner: what it shows is everyone's.
http::Response cached_list_response(const Context& services, const http::Request& request,
                                    std::optional<store::UserId> owner,
                                    const std::function<http::Response()>& answer);

}  // namespace api
