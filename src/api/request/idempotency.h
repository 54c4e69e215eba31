// SPDX-License-Identifier: MIT
#pragma once

// A POST that makes a row is done once, however often it comes: known by its Idempotency-Key, or by the
// client_id among its fields. With neither nothing is guessed.
//
// What a key has made is noted in the write that makes it, so no crash comes between. Not the text of the
// answer is kept but which row it was about: the row's id is not known before the write, its media's URLs
// begin with the name the client calls this box by, and who asks again is best served with the row, and the
// tag, as they are now. Until the row changes that is the first answer, byte for byte. Any thread may call;
// a IdempotentRequest belongs to one thread.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "api/context/upload_locks.h"
#include "api/request/request_form.h"
#include "http/message.h"
#include "store/sync/idempotency_keys.h"

namespace api {

// How a handler makes its row.
struct CreateAction {
  store::RowKind kind = store::RowKind::booth;
  store::UserId owner;                                   // of the row
  std::function<std::optional<std::string>()> validate;  // the fields: throws 400; the client_id sent
  std::function<http::Response(std::int64_t id)> show;   // 200; throws 404 when it is not in the URL's place
  std::function<http::Response(store::WriteBatch& write, const std::string& client_id)>
      create;  // adds and commits
};

class IdempotentRequest {
 public:
  // Before the body is read. A request with the same key that is still receiving its body is ended: its
  // client has given it up. Throws 400 for a bad Idempotency-Key, 409 when the other does not end in time.
  IdempotentRequest(const Context& services, const http::Request& request);
  IdempotentRequest(const IdempotentRequest&) = delete;
  IdempotentRequest& operator=(const IdempotentRequest&) = delete;

  bool is_replay() const { return replay_.has_value(); }  // the key has made something before

  // 201 for what was made, now or with this key before; 200 for what has the client_id already. Throws 422
  // when the key was another request's, 409 when the client_id is another row's, 410 when the row is gone.
  http::Response execute(const RequestForm& form, const CreateAction& making) const;

 private:
  std::optional<http::Response> find_existing(store::UserId owner, const std::string& client_id,
                                              const CreateAction& making) const;
  std::optional<http::Response> replayed(const std::string& fingerprint, const CreateAction& making) const;

  const Context& services_;
  std::optional<store::IdempotencyKey> key_;
  std::optional<store::IdempotencyRecord> replay_;
  std::optional<UploadLocks::UploadLock> turn_;  // of the key
};

}  // namespace api
