// SPDX-License-Identifier: MIT
#include "api/request/idempotency.h"

#include <algorithm>
#include <string_view>

#include "api/common/errors.h"
#include "api/request/commit.h"
#include "base/ids.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "http/error.h"

namespace api {
namespace {

constexpr std::size_t max_key_length = 255;

http::HttpError bad_key() {
  return http::error_response(
      400, "The Idempotency-Key must be one string of 1 to 255 printable ASCII characters.");
}

bool printable(char c) { return c >= ' ' && c <= '~'; }

// Parses a quoted structured-field String (RFC 9651 §3.3.3) without parameters.
std::string unquoted(std::string_view text) {
  std::string key;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && (++at == text.size() || (text[at] != '"' && text[at] != '\\'))) throw bad_key();
    key += text[at];
  }
  if (at + 1 != text.size()) throw bad_key();
  return key;
}

std::string bare(std::string_view text) {
  if (text.find_first_of(" \",;\\") != std::string_view::npos) throw bad_key();
  return std::string(text);
}

std::optional<std::string> key_of(const http::Request& request) {
  constexpr std::string_view name = "idempotency-key";
  const auto sent = request.header(name);
  if (!sent) return {};
  if (std::ranges::count(request.headers, name, &http::Headers::value_type::first) > 1) throw bad_key();
  const std::string_view text = base::trim(*sent);
  std::string key = text.starts_with('"') ? unquoted(text) : bare(text);
  if (key.empty() || key.size() > max_key_length || !std::ranges::all_of(key, printable)) throw bad_key();
  return key;
}

// Hashes the parsed form, not its bytes: a retried form has another multipart boundary.
std::string fingerprint_of(const RequestForm& form) {
  crypto::Sha256 hash;
  hash.update(base::Json(form.values).serialize());
  for (const UploadedFile& file : form.files) {
    hash.update("\n" + std::string(file.field) + " " + (file.fault ? "" : file.upload.stored().sent_sha256));
  }
  return base::hex(hash.digest());
}

}  // namespace

IdempotentRequest::IdempotentRequest(const Context& context, const http::Request& request)
    : context_(context) {
  const auto key = key_of(request);
  if (!key) return;
  key_ = {{request.caller.user}, std::string(request.method).append(" ").append(request.path), *key};
  try {
    turn_.emplace(context.upload_locks,
                  std::to_string(key_->user.value) + " " + key_->request + " " + key_->key, request);
  } catch (const http::HttpError&) {
    throw http::error_response(409, "The same request is still being answered.")
        .with_header("Retry-After", "1");
  }
  replay_ = store::find_idempotency_record(context.store, *key_);
}

std::optional<http::Response> IdempotentRequest::find_existing(store::UserId owner,
                                                               const std::string& client_id,
                                                               const CreateAction& making) const {
  const auto named = store::row_by_client_id(context_.store, owner, client_id);
  if (!named) return {};
  if (named->gone) throw gone();
  if (named->row.kind != making.kind) throw client_id_in_use();
  try {
    return making.show(named->row.id);
  } catch (const http::HttpError& error) {
    if (error.status == 404) throw client_id_in_use();
    throw;
  }
}

std::optional<http::Response> IdempotentRequest::replayed(const std::string& fingerprint,
                                                          const CreateAction& making) const {
  if (!replay_) return {};
  if (replay_->fingerprint != fingerprint) {
    throw http::error_response(422,
                               "This Idempotency-Key was used for a request with other fields or files.");
  }
  auto response = find_existing(replay_->owner, replay_->client_id, making);
  if (!response) throw gone();
  response->status = 201;
  response->with_header("Idempotency-Replayed", "true");
  return response;
}

http::Response IdempotentRequest::execute(const RequestForm& form, const CreateAction& making) const {
  const std::string fingerprint = key_ ? fingerprint_of(form) : "";
  if (auto response = replayed(fingerprint, making)) return std::move(*response);
  const auto sent = making.validate();
  if (sent) {
    if (auto response = find_existing(making.owner, *sent, making)) return std::move(*response);
  }
  const std::string client_id = sent.value_or(base::new_uuid());
  store::WriteBatch write;
  if (sent) store::require_unused_client_id(write, making.owner, client_id);
  if (key_) store::record_idempotency_key(write, *key_, {fingerprint, making.owner, client_id});
  try {
    return making.create(write, client_id);
  } catch (const WriteRejected& refused) {
    if (refused.why != store::Rejection::already_exists || !sent) throw;
  }
  // A concurrent request with the same client_id was faster.
  if (auto response = find_existing(making.owner, *sent, making)) return std::move(*response);
  throw client_id_in_use();
}

}  // namespace api
