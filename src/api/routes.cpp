// SPDX-License-Identifier: MIT
#include "api/routes.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "api/admin/routes.h"
#include "api/auth/guard.h"
#include "api/captive_portal.h"
#include "api/common/body_limits.h"
#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/request/etags.h"
#include "api/request/handler.h"
#include "api/sync/routes.h"
#include "api/uploads/tus_headers.h"
#include "base/text/text.h"

namespace api {
namespace {

http::Response answered(const Context& context, const http::Request& request,
                        const std::function<http::Response()>& handle) {
  return map_storage_errors(context.activity, [&] {
    require_precondition(context, request);
    return missing_as_412(request, handle);
  });
}

// Routes that send files.
std::vector<http::Route> file_routes(const Context& context) {
  constexpr auto anyone = http::Access::anyone;
  const auto on = [&context](Handler* handle) {
    return [&context, handle](http::Request& request) {
      return answered(context, request, [&] { return handle(context, request); });
    };
  };
  // clang-format off
  return {
    {"/media/booths/<id>/<file>", anyone, {{"GET", on(get_booth_file)}}},
    {"/media/items/<id>/<file>", anyone, {{"GET", on(get_item_file)}}},
    {"/", anyone, {{"GET", on(send_page)}}},
    {"/ca.crt", anyone, {{"GET", on(show_authority)}}},
    {"/ca.crl", anyone, {{"GET", on(show_revocations)}}},
    {"/web/<file>", anyone, {{"GET", on(send_asset)}}},
  };
  // clang-format on
}

// Adds the routes that have tables of their own.
void add_others(const Context& context, std::vector<http::Route>& routes) {
  for (const auto more : {file_routes, admin_routes, sync_routes, portal_routes}) {
    std::ranges::move(more(context), std::back_inserter(routes));
  }
}

}  // namespace

http::Router make_router(const Context& context) {
  using store::MediaCollection;
  constexpr auto anyone = http::Access::anyone, user = http::Access::user, admin = http::Access::admin;
  constexpr auto booth_images = MediaCollection::booth_images, booth_videos = MediaCollection::booth_videos,
                 item_images = MediaCollection::item_images;

  const auto on = [&context](Handler* handle) {
    return [&context, handle](http::Request& request) {
      return answered(context, request, [&] { return handle(context, request); });
    };
  };
  const auto by_admin = [&context](std::string_view action, http::Handler handler) {
    return audited(context, action, std::move(handler), Audited::writes);
  };
  const auto of = [&context](MediaCollection collection, MediaHandler* handle) {
    return [&context, collection, handle](http::Request& request) {
      return answered(context, request, [&] { return handle(context, request, collection); });
    };
  };
  const auto checked = [&context](http::Request& request, const http::Route& route) {
    override_method(request, route.pattern);
    add_tus_headers(context, request, route.pattern);
    map_storage_errors(context.activity, [&] { guard(context, request, route); });
  };
  const std::uint64_t sign_in = max_anonymous_body_bytes;
  const auto& [image, video, images, both] = context.settings.caps();
  // clang-format off
  std::vector<http::Route> routes = {
    {"/readyz", anyone, {{"GET", on(show_readiness)}}},
    {"/metrics", admin, {{"GET", on(show_metrics)}}},
    {"/api/v1/health/", anyone, {{"GET", on(show_health)}}},
    {"/api/v1/schema/", anyone, {{"GET", on(send_schema)}}},

    {"/api/v1/token/", anyone, {{"POST", on(obtain_tokens), sign_in}}},
    {"/api/v1/token/refresh/", anyone, {{"POST", on(refresh_token), sign_in}}},
    {"/api/v1/token/blacklist/", anyone, {{"POST", on(blacklist_token), sign_in}}},
    {"/api/v1/token/code/", anyone, {{"POST", on(redeem_code), sign_in}}},
    {"/api/v1/countries/", user, {{"GET", on(list_countries)}}},

    {"/api/v1/booths/", user, {{"POST", by_admin("booth.create", on(create_booth)), both}}},
    {"/api/v1/booths/list/", user, {{"GET", on(list_booths)}}},
    {"/api/v1/booths/<id>/", user, {{"GET", on(show_booth)},
                                    {"PUT", by_admin("booth.update", on(update_booth)), both},
                                    {"PATCH", by_admin("booth.update", on(update_booth)), both},
                                    {"DELETE", by_admin("booth.delete", on(delete_booth))}}},

    {"/api/v1/booths/<id>/images/", user, {{"POST", by_admin("media.create", of(booth_images, upload_media)), image}}},
    {"/api/v1/booths/<id>/images/<id>/", user, {{"DELETE", by_admin("media.delete", of(booth_images, delete_media))}}},
    {"/api/v1/booths/<id>/images/<id>/set-primary/", user, {{"POST", by_admin("media.set_primary", of(booth_images, set_primary_media))}}},

    {"/api/v1/booths/<id>/videos/", user, {{"POST", by_admin("media.create", of(booth_videos, upload_media)), video}}},
    {"/api/v1/booths/<id>/videos/<id>/", user, {{"DELETE", by_admin("media.delete", of(booth_videos, delete_media))}}},
    {"/api/v1/booths/<id>/videos/<id>/set-primary/", user, {{"POST", by_admin("media.set_primary", of(booth_videos, set_primary_media))}}},

    {"/api/v1/booths/<id>/items/", user, {{"POST", by_admin("item.create", on(create_item)), images}}},
    {"/api/v1/booths/<id>/items/list/", user, {{"GET", on(list_items)}}},
    {"/api/v1/booths/<id>/items/<id>/", user, {{"GET", on(show_item)},
                                               {"PUT", by_admin("item.update", on(update_item)), images},
                                               {"PATCH", by_admin("item.update", on(update_item)), images},
                                               {"DELETE", by_admin("item.delete", on(delete_item))}}},

    {"/api/v1/booths/<id>/items/<id>/images/", user, {{"POST", by_admin("media.create", of(item_images, upload_media)), image}}},
    {"/api/v1/booths/<id>/items/<id>/images/<id>/", user, {{"DELETE", by_admin("media.delete", of(item_images, delete_media))}}},
    {"/api/v1/booths/<id>/items/<id>/images/<id>/set-primary/", user, {{"POST", by_admin("media.set_primary", of(item_images, set_primary_media))}}},
  };
  // clang-format on
  add_others(context, routes);
  return http::Router(std::move(routes), checked);
}

std::vector<std::string_view> route_words(const http::Router& router) {
  std::vector<std::string_view> all;
  for (const http::Route& route : router.routes()) {
    std::ranges::copy(base::split(route.pattern, "/"), std::back_inserter(all));
  }
  return all;
}

}  // namespace api
