// SPDX-License-Identifier: MIT
#include "store/media.h"

#include "api/common/json_rows.h"
#include "api/request/commit.h"
#include "api/request/etags.h"
#include "api/request/field_validation.h"
#include "api/request/handler.h"
#include "api/request/idempotency.h"
#include "api/request/permissions.h"
#include "api/request/quotas.h"

namespace api {
namespace {

using store::MediaCollection;

store::MediaParent shelf_to_write(const Context& context, const http::Request& request,
                                  MediaCollection collection) {
  const store::BoothId booth = require_writable_booth(context, request);
  if (collection != MediaCollection::item_images) return {collection, booth.value};
  return {collection, require_item(context, booth, request).value};
}

store::MediaId media_in_path(const http::Request& request) {
  return {request.id(request.path_params.size() - 1)};
}

http::Response answer(const http::Request& request, int status, const store::Media& media) {
  std::string body;
  base::JsonWriter json(body);
  write_media(json, media, request.origin());
  return std::move(http::json(status, std::move(body)).with_header("ETag", etag(media)));
}

http::Response answer(const Context& context, const http::Request& request, store::MediaParent shelf,
                      store::MediaId id) {
  const auto media = store::media_by_id(context.store, shelf, id);
  if (!media) throw http::not_found();
  return answer(request, 200, *media);
}

}  // namespace

http::Response upload_media(const Context& context, http::Request& request, MediaCollection collection) {
  const store::MediaParent shelf = shelf_to_write(context, request, collection);
  const std::string_view field = store::to_string(store::kind_for(collection));
  const IdempotentRequest once(context, request);
  RequestForm form = read_form(context, request, {{.name = field, .collection = collection}});
  require_write(context, request, form);
  const auto check = [&] {
    FieldReader fields(form, FieldReader::Mode::full);
    fields.single_file(field);
    const auto client_id = fields.uuid("client_id");
    fields.throw_if_invalid();
    return client_id;
  };
  const auto make = [&](store::WriteBatch& write, const std::string& client_id) {
    store::NewMedia media = form.files.front().row();
    media.client_id = client_id;
    store::add_media(write, shelf, media, context.clock.now());
    const store::WriteResult written = commit(context, write, form);
    const store::OwnedRow& row = written.rows.at(0).at(0);
    return answer(request, 201,
                  {.id = {row.integer(0)},
                   .collection = collection,
                   .parent = shelf.parent,
                   .file = media.file,
                   .primary = row.integer(1) != 0});
  };
  return once.execute(form, {.kind = store::kind_for(collection),
                             .owner = owner_of_booth(context, request),
                             .validate = check,
                             .show = [&](std::int64_t id) { return answer(context, request, shelf, {id}); },
                             .create = make});
}

http::Response delete_media(const Context& context, http::Request& request, MediaCollection collection) {
  const store::MediaParent shelf = shelf_to_write(context, request, collection);
  const store::MediaId id = media_in_path(request);
  store::WriteBatch write;
  require_if_match(write, request, {store::kind_for(collection), id.value});
  store::delete_media(write, shelf, id);
  const auto change = [&] {
    commit_and_delete_files(context, write);
    return http::empty();
  };
  return change_or_412(change, [&] { return answer(context, request, shelf, id); });
}

http::Response set_primary_media(const Context& context, http::Request& request, MediaCollection collection) {
  const store::MediaParent shelf = shelf_to_write(context, request, collection);
  const store::MediaId id = media_in_path(request);
  require_room_for_rows(context, request);
  require_write_rate(context, request, bytes_of_write);
  store::WriteBatch write;
  require_if_match(write, request, {store::kind_for(collection), id.value});
  store::set_primary(write, shelf, id);
  store::keep_media(write, shelf, id);
  const auto change = [&] {
    return answer(request, 200, store::read_returned_medium(commit(context, write).rows.at(0)));
  };
  return change_or_412(change, [&] { return answer(context, request, shelf, id); });
}

}  // namespace api
