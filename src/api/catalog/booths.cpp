// SPDX-License-Identifier: MIT
#include "store/booths.h"

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

RequestForm read_booth_form(const Context& context, http::Request& request) {
  return read_form(context, request,
                   {{.name = "images", .collection = store::MediaCollection::booth_images, .many = true},
                    {.name = "videos", .collection = store::MediaCollection::booth_videos, .many = true}});
}

// client_id: read for a new booth only, because the client_id of a row never changes.
store::BoothFields read_fields(const Context& context, const RequestForm& form, FieldReader::Mode asked,
                               std::optional<std::string>* client_id = nullptr) {
  FieldReader fields(form, asked);
  const store::BoothFields booth = booth_fields(fields, context.store);
  fields.files("images");
  fields.files("videos");
  if (client_id != nullptr) *client_id = fields.uuid("client_id");
  fields.throw_if_invalid();
  return booth;
}

// Returns the row that the store has now, without reading it.
store::Booth booth_made(store::BoothId id, store::UserId owner, const store::BoothFields& fields,
                        base::UnixSeconds now) {
  return {.id = id,
          .owner = owner,
          .name = fields.name.value_or(""),
          .description = fields.description.value_or(""),
          .category = fields.category.value_or(""),
          .country = fields.country.value_or(store::CountryId{}),
          .created_at = now,
          .updated_at = now};
}

http::Response answer(const http::Request& request, int status, const store::Booth& booth, MediaRows media) {
  std::string body;
  base::JsonWriter json(body);
  write_booth(json, booth, media, request.origin());
  return std::move(http::json(status, std::move(body)).with_header("ETag", etag(booth, media)));
}

// Responds with the booth and its media from one snapshot.
http::Response answer(const Context& context, const http::Request& request, store::BoothId id) {
  http::Response response;
  context.store.with_snapshot([&] {
    const auto booth = store::booth_by_id(context.store, id);
    if (!booth) throw http::not_found();
    response = answer(request, 200, *booth, store::media_of_booth(context.store, id));
  });
  return response;
}

// A check before the body is read. The write makes the final decision.
bool has_all_booths(const Context& context, store::UserId owner) {
  const auto user = store::user_by_id(context.store, owner);
  return !user || store::count_booths(context.store, owner) >= user->booth_limit;
}

// Handles a request of an account at its limit. Any request gets the quota error, unless its client_id names
// an existing booth: the response to the last allowed creation may have been lost. Stores no file.
http::Response one_of_all(const Context& context, http::Request& request, const IdempotentRequest& once) try {
  const RequestForm form = read_form(context, request);
  const auto name = [&] {
    FieldReader fields(form, FieldReader::Mode::full);
    const auto client_id = fields.uuid("client_id");
    fields.throw_if_invalid();
    if (!client_id) throw quota_exceeded();
    return client_id;
  };
  return once.execute(form, {.kind = store::RowKind::booth,
                             .owner = caller_id(request),
                             .validate = name,
                             .show = [&](std::int64_t id) { return answer(context, request, {id}); },
                             .create = [](auto&, const auto&) -> http::Response { throw quota_exceeded(); }});
} catch (const http::HttpError& error) {
  if (error.status == 409 || error.status == 410) throw;
  throw quota_exceeded();
}

}  // namespace

http::Response create_booth(const Context& context, http::Request& request) {
  const store::UserId owner = caller_id(request);
  const IdempotentRequest once(context, request);
  if (!once.is_replay() && has_all_booths(context, owner)) return one_of_all(context, request, once);
  RequestForm form = read_booth_form(context, request);
  require_write(context, request, form);
  store::BoothFields fields;
  const auto check = [&] {
    std::optional<std::string> client_id;
    fields = read_fields(context, form, FieldReader::Mode::full, &client_id);
    return client_id;
  };
  const auto make = [&](store::WriteBatch& write, const std::string& client_id) {
    const base::UnixSeconds now = context.clock.now();
    store::add_booth(write, owner, fields, client_id, now);
    for (const UploadedFile& file : form.files) store::add_media_of_new(write, client_id, file.row(), now);
    const store::WriteResult written = commit(context, write, form);
    const store::BoothId id{written.rows.at(0).at(0).integer(0)};
    return answer(request, 201, booth_made(id, owner, fields, now), created_media(form, written));
  };
  return once.execute(form, {.kind = store::RowKind::booth,
                             .owner = owner,
                             .validate = check,
                             .show = [&](std::int64_t id) { return answer(context, request, {id}); },
                             .create = make});
}

http::Response list_booths(const Context& context, http::Request& request) {
  const store::UserId owner = caller_id(request);
  const std::string origin = request.origin();
  const auto count = [&] { return store::count_booths(context.store, owner); };
  const auto write = [&context, owner, origin](base::JsonWriter& json, store::BatchCursor& cursor) {
    const auto booths = store::booths_of_owner(context.store, owner, cursor);
    if (booths.empty()) return;
    const auto media =
        store::media_of_owner_booths(context.store, owner, booths.front().id, booths.back().id);
    for (const store::Booth& booth : booths) {
      write_booth(json, booth, media_of(media, booth.id.value), origin);
    }
  };
  return cached_list_response(context, request, owner,
                              [&] { return paginated_response(context, request, count, write, {}); });
}

http::Response show_booth(const Context& context, http::Request& request) {
  return respond_unless_match(request, answer(context, request, require_booth(context, request)));
}

http::Response update_booth(const Context& context, http::Request& request) {
  const store::BoothId id = require_writable_booth(context, request);
  RequestForm form = read_booth_form(context, request);
  require_write(context, request, form);
  const store::BoothFields fields = read_fields(context, form, FieldReader::Mode::partial);

  const base::UnixSeconds now = context.clock.now();
  store::WriteBatch write;
  require_if_match(write, request, {store::RowKind::booth, id.value});
  store::update_booth(write, id, fields, now);
  for (const UploadedFile& file : form.files) {
    store::add_media(write, {file.collection, id.value}, file.row(), now);
  }
  store::return_booth(write, id);
  store::keep_media_of_booth(write, id);
  const auto change = [&] {
    const store::WriteResult written = commit(context, write, form);
    const auto kept = written.rows.end();
    return answer(request, 200, store::read_returned_booth(kept[-2]), store::read_returned_media(kept[-1]));
  };
  return change_or_412(change, [&] { return answer(context, request, id); });
}

http::Response delete_booth(const Context& context, http::Request& request) {
  const store::BoothId id = require_writable_booth(context, request);
  store::WriteBatch write;
  require_if_match(write, request, {store::RowKind::booth, id.value});
  store::delete_booth(write, id);
  const auto change = [&] {
    commit_and_delete_files(context, write);
    return http::empty();
  };
  return change_or_412(change, [&] { return answer(context, request, id); });
}

}  // namespace api
