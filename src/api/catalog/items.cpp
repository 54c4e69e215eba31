// SPDX-License-Identifier: MIT
#include "store/items.h"

#include "api/common/json_rows.h"
#include "api/request/commit.h"
#include "api/request/etags.h"
#include "api/request/field_validation.h"
#include "api/request/handler.h"
#include "api/request/idempotency.h"
#include "api/request/list_cache.h"
#include "api/request/pagination.h"
#include "api/request/permissions.h"
#include "api/request/quotas.h"
#include "api/request/resource_fields.h"

namespace api {
namespace {

RequestForm read_item_form(const Context& context, http::Request& request) {
  return read_form(context, request,
                   {{.name = "images", .collection = store::MediaCollection::item_images, .many = true}});
}

// client_id: read for a new item only, because the client_id of a row never changes.
store::ItemFields read_fields(const RequestForm& form, FieldReader::Mode asked,
                              std::optional<std::string>* client_id = nullptr) {
  FieldReader fields(form, asked);
  const store::ItemFields item = item_fields(fields);
  fields.files("images");
  if (client_id != nullptr) *client_id = fields.uuid("client_id");
  fields.throw_if_invalid();
  return item;
}

// Returns the row that the store has now, without reading it.
store::Item item_made(store::ItemId id, store::BoothId booth, const store::ItemFields& fields,
                      base::UnixSeconds now) {
  return {.id = id,
          .booth = booth,
          .name = fields.name.value_or(""),
          .description = fields.description.value_or(""),
          .price = fields.price.value_or(std::nullopt),
          .quantity = fields.quantity.value_or(std::nullopt),
          .created_at = now,
          .updated_at = now};
}

http::Response answer(const http::Request& request, int status, const store::Item& item, MediaRows media) {
  std::string body;
  base::JsonWriter json(body);
  write_item(json, item, media, request.origin());
  return std::move(http::json(status, std::move(body)).with_header("ETag", etag(item, media)));
}

struct InBooth {
  store::BoothId booth;
  store::ItemId id;
};

// Responds with the item and its images from one snapshot.
http::Response answer(const Context& context, const http::Request& request, const InBooth& wanted) {
  http::Response response;
  context.store.with_snapshot([&] {
    const auto item = store::item_by_id(context.store, wanted.booth, wanted.id);
    if (!item) throw http::not_found();
    response = answer(request, 200, *item, store::media_of_item(context.store, wanted.id));
  });
  return response;
}

}  // namespace

http::Response create_item(const Context& context, http::Request& request) {
  const store::BoothId booth = require_writable_booth(context, request);
  const IdempotentRequest once(context, request);
  RequestForm form = read_item_form(context, request);
  require_write(context, request, form);
  store::ItemFields fields;
  const auto check = [&] {
    std::optional<std::string> client_id;
    fields = read_fields(form, FieldReader::Mode::full, &client_id);
    return client_id;
  };
  const auto make = [&](store::WriteBatch& write, const std::string& client_id) {
    const base::UnixSeconds now = context.clock.now();
    store::add_item(write, booth, fields, client_id, now);
    for (const UploadedFile& file : form.files) store::add_media_of_new(write, client_id, file.row(), now);
    const store::WriteResult written = commit(context, write, form);
    const store::ItemId id{written.rows.at(0).at(0).integer(0)};
    return answer(request, 201, item_made(id, booth, fields, now), created_media(form, written));
  };
  return once.execute(form, {.kind = store::RowKind::item,
                             .owner = owner_of_booth(context, request),
                             .validate = check,
                             .show =
                                 [&](std::int64_t id) {
                                   return answer(context, request, {booth, {id}});
                                 },
                             .create = make});
}

http::Response list_items(const Context& context, http::Request& request) {
  const store::UserId owner = owner_of_booth(context, request);
  const store::BoothId booth{request.id(0)};
  const std::string origin = request.origin();
  const auto count = [&] { return store::count_items(context.store, booth); };
  const auto write = [&context, booth, origin](base::JsonWriter& json, store::BatchCursor& cursor) {
    const auto items = store::items_of(context.store, booth, cursor);
    if (items.empty()) return;
    const auto media = store::media_of_items_in(context.store, booth, items.front().id, items.back().id);
    for (const store::Item& item : items) write_item(json, item, media_of(media, item.id.value), origin);
  };
  return cached_list_response(context, request, owner,
                              [&] { return paginated_response(context, request, count, write, {}); });
}

http::Response show_item(const Context& context, http::Request& request) {
  const store::BoothId booth = require_booth(context, request);
  return respond_unless_match(request, answer(context, request, {booth, {request.id(1)}}));
}

http::Response update_item(const Context& context, http::Request& request) {
  const store::BoothId booth = require_writable_booth(context, request);
  const store::ItemId id = require_item(context, booth, request);
  RequestForm form = read_item_form(context, request);
  require_write(context, request, form);
  const store::ItemFields fields = read_fields(form, FieldReader::Mode::partial);

  const base::UnixSeconds now = context.clock.now();
  store::WriteBatch write;
  require_if_match(write, request, {store::RowKind::item, id.value});
  store::update_item(write, booth, id, fields, now);
  for (const UploadedFile& file : form.files) {
    store::add_media(write, {file.collection, id.value}, file.row(), now);
  }
  store::return_item(write, booth, id);
  store::keep_media_of_item(write, id);
  const auto change = [&] {
    const store::WriteResult written = commit(context, write, form);
    const auto kept = written.rows.end();
    return answer(request, 200, store::read_returned_item(kept[-2]), store::read_returned_media(kept[-1]));
  };
  return change_or_412(change, [&] { return answer(context, request, {booth, id}); });
}

http::Response delete_item(const Context& context, http::Request& request) {
  const store::BoothId booth = require_writable_booth(context, request);
  const store::ItemId id{request.id(1)};
  store::WriteBatch write;
  require_if_match(write, request, {store::RowKind::item, id.value});
  store::delete_item(write, booth, id);
  const auto change = [&] {
    commit_and_delete_files(context, write);
    return http::empty();
  };
  return change_or_412(change, [&] { return answer(context, request, {booth, id}); });
}

}  // namespace api
