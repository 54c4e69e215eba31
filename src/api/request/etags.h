// SPDX-License-Identifier: MIT
#pragma once

// Strong entity tags of rows, and request preconditions. A tag is kind, id and version: "booth-12-7". Media
// have their own versions, so a booth or item with media appends a hash of them: "booth-12-7-5f0c…". The tag
// therefore changes whenever the media change. If-Match compares kind, id and version only. A media upload
// therefore does not make the client's next edit fail, and a client may send the short form.
// Thread safety: may be called from any thread.
// Follows RFC 9110 §13.1.

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
std::string etag(const store::Media& media);  // of a medium read on its own

// Adds caching headers to a successful GET response, and turns it into 304 if If-None-Match matches.
http::Response respond_unless_match(const http::Request& request, http::Response answer);

// Makes If-Match a condition of the write. '*' adds nothing, because the write already requires the row.
void require_if_match(store::WriteBatch& write, const http::Request& request, const store::RowRef& row);

// Runs `change`. On a version mismatch, throws 412 with the response of `show`: the current row and its ETag.
http::Response change_or_412(const std::function<http::Response()>& change,
                             const std::function<http::Response()>& show);

// Throws 428 if a client that sends "X-ExpoBox-Sync: 1" changes or deletes an existing row without If-Match.
// Applies only if administrators have enabled require_if_match. Other clients are not affected.
void require_precondition(const Context& context, const http::Request& request);

// Runs `handle`. With "If-Match: *" the client expects the row to exist, so 404 becomes 412.
http::Response missing_as_412(const http::Request& request, const std::function<http::Response()>& handle);

}  // namespace api
