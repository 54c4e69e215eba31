// SPDX-License-Identifier: MIT
#include <optional>
#include <string>

#include "api/admin/handlers.h"
#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/context/audit_trail.h"
#include "api/request/commit.h"
#include "api/request/field_validation.h"
#include "api/request/pagination.h"
#include "store/booth_list.h"
#include "store/sync/row_versions.h"

namespace api {
namespace {

using store::MediaCollection;

store::BoothFilter search_of(const http::Request& request) {
  ValidationErrors errors;
  store::BoothFilter search;
  search.text = query_filter(request, "search");
  search.category = query_filter(request, "category");
  if (const auto id = id_filter(request, "country", errors)) search.country = store::CountryId{*id};
  if (const auto id = id_filter(request, "owner", errors)) search.owner = store::UserId{*id};
  search.without_images = query_filter(request, "without_images") == "true";
  errors.throw_if_any();
  return search;
}

void write_listed(base::JsonWriter& json, const store::MediaSummary& media, const std::string& origin) {
  const std::int64_t parent = media.item ? media.item->value : media.booth.value;
  json.begin_object()
      .member("kind", store::to_string(store::kind_for(media.collection)))
      .member("url", media_url(media.collection, parent, media.file, origin))
      .member("size", media.size)
      .member("content_type", media.content_type)
      .member("path", media_path(media.collection, media.booth, media.item, media.id))
      .key("booth")
      .begin_object()
      .member("id", media.booth.value)
      .member("name", media.booth_name)
      .end_object();
  write_owner(json.key("owner"), media.owner);
  json.member("created_at", base::iso_time(media.created_at)).end_object();
}

void write_listed(base::JsonWriter& json, const store::BoothSummary& booth, const std::string& origin) {
  json.begin_object()
      .member("id", booth.id.value)
      .member("name", booth.name)
      .member("category", booth.category);
  write_country(json.key("country"), booth.country);
  write_owner(json.key("owner"), booth.owner);
  std::optional<std::string> image;
  if (booth.primary_image) {
    image = media_url(MediaCollection::booth_images, booth.id.value, *booth.primary_image, origin);
  }
  json.member("items", booth.items)
      .member("images", booth.images)
      .member("videos", booth.videos)
      .member("primary_image", image)
      .member("created_at", base::iso_time(booth.created_at))
      .member("updated_at", base::iso_time(booth.updated_at))
      .end_object();
}

}  // namespace

http::Response list_all_booths(const Context& context, http::Request& request) {
  const store::BoothFilter search = search_of(request);
  const std::string origin = request.origin();
  const auto count = [&] { return store::count_booths(context.store, search); };
  const auto write = [&](base::JsonWriter& json, store::LimitOffset window) {
    for (const auto& booth : store::search_booths(context.store, search, window))
      write_listed(json, booth, origin);
  };
  return paginated_response(request, count, write);
}

http::Response list_categories(const Context& context, http::Request&) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_array();
  for (const std::string& category : store::booth_categories(context.store)) json.value(category);
  json.end_array();
  return http::json(200, std::move(body));
}

http::Response move_booth(const Context& context, http::Request& request) {
  const store::BoothId booth{request.id(0)};
  if (!store::owner_of(context.store, booth)) throw http::not_found();
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto id = fields.row_id("owner");
  fields.throw_if_invalid();

  const auto owner = store::user_by_id(context.store, {*id});
  if (!owner) throw_field_error("owner", "There is no such account.");
  if (!owner->active) throw_field_error("owner", "This account is disabled.");
  audit_detail("owner=" + std::to_string(owner->id.value));
  store::WriteBatch write;
  store::move_booth(write, booth, owner->id);
  const store::WriteResult written = commit(context, write);
  std::string body;
  base::JsonWriter json(body);
  write_listed(json, store::read_returned_booth_summary(written.rows.at(0)), request.origin());
  return http::json(200, std::move(body));
}

http::Response list_all_media(const Context& context, http::Request& request) {
  const std::string origin = request.origin();
  const auto count = [&] { return store::count_media(context.store); };
  const auto write = [&](base::JsonWriter& json, store::LimitOffset window) {
    for (const auto& media : store::media_by_size(context.store, window)) write_listed(json, media, origin);
  };
  return paginated_response(request, count, write);
}

}  // namespace api
