// SPDX-License-Identifier: MIT
#pragma once

// Makes a POST that creates a row idempotent, by its Idempotency-Key or the client_id among its fields. A
// request with neither is always executed. A key's record refers to the created row, not to the response
// text. The row's id is unknown before the write, and media URLs depend on the client's Host. A replay shows
// the row and its ETag as they are now. Until the row changes, it equals the first response byte for byte.
// Thread safety: may be called from any thread; an IdempotentRequest is confined to one thread.
// Crash safety: the write that creates the row also records the key.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "api/context/upload_locks.h"
#include "api/request/request_form.h"
#include "http/message.h"
#include "store/sync/idempotency_keys.h"

namespace api {

// How a handler creates its row.
struct CreateAction {
  store::RowKind kind = store::RowKind::booth;
  store::UserId owner;                                   // of the row
  std::function<std::optional<std::string>()> validate;  // throws 400; returns the client_id sent
  std::function<http::Response(std::int64_t id)> show;   // 200; throws 404 if the row is not under this URL
  std::function<http::Response(store::WriteBatch& write, const std::string& client_id)>
      create;  // adds to the batch and commits it
};

class IdempotentRequest {
 public:
  // Construct it before the body is read. Cancels a request with the same key that is still receiving its
  // body, since its client has given up on it. Throws 400 for a bad Idempotency-Key, 409 if the other does
  // not end in time.
  IdempotentRequest(const Context& context, const http::Request& request);
  IdempotentRequest(const IdempotentRequest&) = delete;
  IdempotentRequest& operator=(const IdempotentRequest&) = delete;

  bool is_replay() const { return replay_.has_value(); }  // the key already has a record

  // Returns 201 for a row created now or earlier with this key, 200 for an existing row with this client_id.
  // Throws 422 if another request used the key, 409 if another row has the client_id, 410 if the row is
  // deleted.
  http::Response execute(const RequestForm& form, const CreateAction& making) const;

 private:
  std::optional<http::Response> find_existing(store::UserId owner, const std::string& client_id,
                                              const CreateAction& making) const;
  std::optional<http::Response> replayed(const std::string& fingerprint, const CreateAction& making) const;

  const Context& context_;
  std::optional<store::IdempotencyKey> key_;
  std::optional<store::IdempotencyRecord> replay_;
  std::optional<UploadLocks::UploadLock> turn_;  // on the key
};

}  // namespace api
