// SPDX-License-Identifier: MIT
#pragma once

// Versions of rows as strong entity tags, and what a request makes of them (RFC 9110 §13.1). Pure but for
// what it is handed to call; any thread may call.
//
// A tag is "booth-12-7": kind, id, version. A booth or item that has media is shown with them, and they have
// versions of their own, so its tag goes on with a mark made of what is shown of them: "booth-12-7-5f0c…".
// A cache is thus never told that nothing has changed when a picture has. If-Match is about the row: it looks
// at kind, id and version alone, so that a phone's own upload does not stand in the way of its next edit, and
// a phone that knows a version from elsewhere may write the short form.

#include <functional>
#include <string>

#include "api/common/json_rows.h"
#include "api/context/context.h"
#include "http/error.h"
#include "http/message.h"
#include "store/sync/row_versions.h"

namespace api {

std::string etag(const store::Booth& booth, MediaRows media);
std::string etag(const store::Item& item, MediaRows media);
std::string etag(const store::Media& media);  // of one read by itself

// A good answer to GET; 304 for who has it already by If-None-Match.
http::Response respond_unless_match(const http::Request& request, http::Response answer);

// What If-Match asks for becomes a condition of the write, of which the row itself is a part. '*' asks for no
// more than that the row is there, which the write asks for anyway.
void require_if_match(store::WriteBatch& write, const http::Request& request, const store::RowRef& row);

// Does what `change` does. When the row was of another version than If-Match says, throws 412 with what
// `show` answers: the row as it is, and its tag.
http::Response change_or_412(const std::function<http::Response()>& change,
                             const std::function<http::Response()>& show);

// A client that says "X-ExpoBox-Sync: 1" knows of versions. Where administrators have chosen so, it may
// change or remove a row only with If-Match: 428 without. Of requests about a row that is there already; a
// client that says nothing of the kind is never asked.
void require_precondition(const Context& services, const http::Request& request);

// Calls `handle`. If-Match: * says that the row is known to be there: where it is not, 404 becomes 412.
http::Response missing_as_412(const http::Request& request, const std::function<http::Response()>& handle);

}  // namespace api
