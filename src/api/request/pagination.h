// SPDX-License-Identifier: MIT
#pragma once

// Lists: a bare array, or pages when the query asks for one with "page" or "page_size". As Django REST
// Framework's PageNumberPagination has it: 20 rows unless told, 100 at most, absolute links. A list whose
// rows come in batches and that has more than one is a stream, made while it is sent; each batch is of one
// state of the store.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/common/errors.h"
#include "base/text/json.h"
#include "http/message.h"
#include "store/batch.h"

namespace api {

struct Context;

using CountRows = std::function<std::int64_t()>;
using WriteRows =
    std::function<void(base::JsonWriter& json, store::LimitOffset window)>;  // into an open array

// Into an open array: the next batch. It is copied into a stream, and must not refer to the request.
using WriteBatch = std::function<void(base::JsonWriter& json, store::BatchCursor& cursor)>;

// Throws 404 for a page that is not there, 503 when there is no memory for more than a batch.
http::Response paginated_response(const http::Request& request, const CountRows& count,
                                  const WriteRows& write);
http::Response paginated_response(const Context& services, const http::Request& request,
                                  const CountRows& count, const WriteBatch& write, store::BatchCursor cursor);

// What a filter of a list's query says; blank is no filter.
std::optional<std::string> query_filter(const http::Request& request, std::string_view name);
std::optional<std::int64_t> id_filter(const http::Request& request, const char* name,
                                      ValidationErrors& errors);

}  // namespace api
