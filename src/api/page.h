// SPDX-License-Identifier: MIT
#pragma once

// Lists: a bare array, or pages when the query asks for one with "page" or "page_size". As Django REST
// Framework's PageNumberPagination has it: 20 rows unless told, 100 at most, absolute links. Pure.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/errors.h"
#include "base/json.h"
#include "http/message.h"
#include "store/page.h"

namespace api {

using CountRows = std::function<std::int64_t()>;
using WriteRows = std::function<void(base::JsonWriter& json, store::Window window)>;  // into an open array

// Throws 404 for a page that is not there.
http::Response list_answer(const http::Request& request, const CountRows& count, const WriteRows& write);

// What a filter of a list's query says; blank is no filter.
std::optional<std::string> filter(const http::Request& request, std::string_view name);
std::optional<std::int64_t> id_filter(const http::Request& request, const char* name, Complaints& complaints);

}  // namespace api
