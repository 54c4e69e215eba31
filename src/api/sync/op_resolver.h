// SPDX-License-Identifier: MIT
#pragma once

// Decides the outcome of a pushed operation from the current state of the store. The write is applied only if
// the row is still unchanged; otherwise the operation is resolved again.
// A field is in conflict if the row received another value after the version that the client knows.
// Conflicting fields keep the server's value, and the client's value goes to the conflict log. The other
// fields are applied. Clocks have no influence. Earlier changes of the same push do not count as changes by
// others.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/context/context.h"
#include "api/sync/push_op.h"
#include "store/engine/write_batch.h"
#include "store/sync/field_updates.h"

namespace api {

struct PushResult {
  std::string status;
  std::optional<std::int64_t> row = {}, version = {};
  bool told = false;         // the client knows the whole row from its own operation
  std::string details = {};  // JSON object of additional members; empty if there are none
  bool replayed = false;
};

struct Resolution {
  PushResult result;
  std::optional<store::WriteBatch> write = {};  // its last statement stores the result; nullopt: no write
  bool removes = false;                         // the first rows that the write returns are files to delete
};

std::string json_of(const store::Value& value);  // a field as the plain API shows it
int http_code(std::string_view status);
// Returns true if the operation achieved its purpose, now or earlier. All operations of an atomic push must.
bool is_success(std::string_view status);

class OpResolver {
 public:
  OpResolver(const Context& context, const PushRequest& push) : context_(context), push_(push) {}

  // Must be called inside with_snapshot().
  Resolution resolve(const PushOp& op) const;
  void record(const PushOp& op, const PushResult& result);  // for later operations on the same row
  void expect_parent(const PushOp& op);                     // it creates a booth in the coming transaction
  void clear_expected() { coming_.clear(); }

 private:
  struct OwnChanges {
    std::set<std::int64_t> versions;                // versions of the row that this push created
    std::map<std::int64_t, std::int64_t> followed;  // version to the next, if only this push changed it
  };

  Resolution put(const PushOp& op, const std::optional<store::ExistingRow>& known) const;
  Resolution create(const PushOp& op) const;
  std::optional<Resolution> fault_of_parent(const PushOp& op) const;
  Resolution merge(const PushOp& op, const store::ExistingRow& known) const;
  Resolution rejected(const PushOp& op, const store::RowRef& row) const;
  Resolution remove(const PushOp& op, const store::ExistingRow& known) const;
  Resolution make_primary(const PushOp& op, const store::ExistingRow& known) const;
  struct StoredValue {
    std::string value;  // JSON
    std::int64_t version = 0;
  };
  void log_conflict(store::WriteBatch& write, const PushOp& op, const store::RowRef& row,
                    const store::FieldValue& sent, const StoredValue& winner) const;
  void remember(const PushOp& op, Resolution& resolution) const;
  store::FieldValues values_of(const PushOp& op, bool all) const;  // throws 400
  bool has_changed(const PushOp& op, const store::ExistingRow& known) const;
  std::int64_t known_version(const PushOp& op) const;
  bool is_own(const PushOp& op, std::int64_t version) const;

  const Context& context_;
  const PushRequest& push_;
  std::map<std::string, OwnChanges> own_;
  std::set<std::string> coming_;
};

}  // namespace api
