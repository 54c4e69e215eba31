// SPDX-License-Identifier: MIT
#include "store/countries.h"

#include "api/common/json_rows.h"
#include "api/request/handler.h"
#include "api/request/list_cache.h"
#include "api/request/pagination.h"

namespace api {

http::Response list_countries(const Context& context, http::Request& request) {
  const auto count = [&] { return store::count_countries(context.store); };
  const auto write = [&](base::JsonWriter& json, store::LimitOffset window) {
    for (const store::Country& country : store::countries(context.store, window)) {
      write_country(json, country);
    }
  };
  return cached_list_response(context, request, {},
                              [&] { return paginated_response(request, count, write); });
}

}  // namespace api
