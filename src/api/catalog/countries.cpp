// SPDX-License-Identifier: MIT
#include "store/countries.h"

#include "api/common/present.h"
#include "api/fresh.h"
#include "api/handlers.h"
#include "api/page.h"

namespace api {

http::Response list_countries(const Services& services, http::Request& request) {
  const auto count = [&] { return store::count_countries(services.store); };
  const auto write = [&](base::JsonWriter& json, store::Window window) {
    for (const store::Country& country : store::countries(services.store, window)) {
      write_country(json, country);
    }
  };
  return answer_if_changed(services, request, {}, [&] { return list_answer(request, count, write); });
}

}  // namespace api
