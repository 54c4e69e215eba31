// SPDX-License-Identifier: MIT
#pragma once

// Writes lists: a bare array, or a page if the query has "page" or "page_size". Pages follow Django REST
// Framework's PageNumberPagination: 20 rows by default, at most 100, absolute links. A list of more than one
// batch is streamed; each batch reads one snapshot of the database.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/common/errors.h"
#include "base/text/json.h"
#include "http/message.h"
#include "store/batch_cursor.h"

namespace api {

struct Context;

using CountRows = std::function<std::int64_t()>;
using WriteRows =
    std::function<void(base::JsonWriter& json, store::LimitOffset window)>;  // writes into an open array

// Writes the next batch into an open array. It is copied into a stream and must not refer to the request.
using WriteBatch = std::function<void(base::JsonWriter& json, store::BatchCursor& cursor)>;

// Throws 404 for a page that does not exist, 503 if there is no memory for more than one batch.
http::Response paginated_response(const http::Request& request, const CountRows& count,
                                  const WriteRows& write);
http::Response paginated_response(const Context& context, const http::Request& request,
                                  const CountRows& count, const WriteBatch& write, store::BatchCursor cursor);

// The value of a list filter in the query. A blank value is no filter.
std::optional<std::string> query_filter(const http::Request& request, std::string_view name);
std::optional<std::int64_t> id_filter(const http::Request& request, const char* name,
                                      ValidationErrors& errors);

}  // namespace api
