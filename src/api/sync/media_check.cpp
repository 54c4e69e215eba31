// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/request/field_validation.h"
#include "api/request/permissions.h"
#include "api/request/request_form.h"
#include "api/sync/handlers.h"
#include "api/uploads/tus_headers.h"
#include "base/text/text.h"
#include "store/uploads.h"

namespace api {
namespace {

using Hashes = std::vector<std::string>;

// Returns the hashes in request order, without duplicates.
Hashes hashes_in(const RequestForm& form) {
  constexpr std::string_view wrong = "A list of SHA-256 hashes, each of 64 hexadecimal digits, is required.";
  const auto sent = form.values.find("sha256");
  if (sent == form.values.end()) throw_field_error("sha256", "This field is required.");
  if (!sent->second.is<base::JsonArray>()) throw_field_error("sha256", wrong);
  const auto& list = sent->second.get<base::JsonArray>();
  if (list.size() > static_cast<std::size_t>(max_hashes)) {
    throw_field_error("sha256", "At most " + std::to_string(max_hashes) + " hashes.");
  }
  Hashes asked;
  std::set<std::string, std::less<>> seen;
  for (const base::Json& one : list) {
    std::string hash = one.is<std::string>() ? base::ascii_lower(one.get<std::string>()) : "";
    if (!is_sha256(hash)) throw_field_error("sha256", wrong);
    if (seen.insert(hash).second) asked.push_back(std::move(hash));
  }
  return asked;
}

// Returns the unfinished uploads of missing files and removes their hashes from `missing`.
std::vector<store::UploadRow> take_begun(const Context& context, store::UserId user, Hashes& missing) {
  std::vector<store::UploadRow> begun;
  std::erase_if(missing, [&](const std::string& hash) {
    std::vector<store::UploadRow> found = store::unfinished_uploads(context.store, user, hash);
    std::ranges::move(found, std::back_inserter(begun));
    return !found.empty();
  });
  return begun;
}

void write_begun(base::JsonWriter& json, const std::vector<store::UploadRow>& begun) {
  json.begin_array();
  for (const store::UploadRow& upload : begun) {
    json.begin_object()
        .member("sha256", *upload.sha256)
        .member("upload", url_of(upload))
        .member("offset", static_cast<std::int64_t>(upload.received))
        .end_object();
  }
  json.end_array();
}

}  // namespace

// A file that only another account has is reported as missing, so that accounts cannot probe each other's
// files.
http::Response check_media(const Context& context, http::Request& request) {
  Hashes have = hashes_in(read_form(context, request));
  Hashes missing;
  std::vector<store::UploadRow> begun;
  context.store.with_snapshot([&] {
    const Hashes there = store::hashes_of(context.store, caller_id(request), have);
    const auto is_there = [&](const std::string& hash) { return std::ranges::binary_search(there, hash); };
    const auto first_missing = std::ranges::stable_partition(have, is_there).begin();
    missing.assign(first_missing, have.end());
    have.erase(first_missing, have.end());
    begun = take_begun(context, caller_id(request), missing);
  });
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  write_strings(json.key("have"), have);
  write_strings(json.key("missing"), missing);
  write_begun(json.key("partial"), begun);
  json.end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
