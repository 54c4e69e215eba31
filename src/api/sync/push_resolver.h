// SPDX-License-Identifier: MIT
#pragma once

// What is to become of an operation that a phone has pushed. Judged by what the store has now; the write it
// leads to is done only if the row is still the same, and is judged anew where it is not.
//
// The rule: a field is in conflict when the row's got another value after the version the phone knows.
// Conflicting fields keep the box's value, and the phone's goes into the conflict log; the others are
// applied. No clock has a say in it. What this push itself has done to a row before does not count as
// somebody else's doing.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/context/context.h"
#include "api/sync/push_op.h"
#include "store/engine/write.h"
#include "store/sync/field_updates.h"

namespace api {

struct PushResult {
  std::string status;
  std::optional<std::int64_t> row = {}, version = {};
  bool told = false;         // the phone knows all of the row by its own operation
  std::string details = {};  // a JSON object of the members beside these; "" when there are none
  bool replayed = false;
};

struct Resolution {
  PushResult result;
  std::optional<store::WriteBatch> write =
      {};                // remembers the result as its last statement; none: the result stands
  bool removes = false;  // the write's first kept rows are files that go
};

std::string json_of(const store::Value& value);  // of a field, as the plain API shows it
int http_code(std::string_view status);
// Whether the operation has done, or had done, what it wants: what an atomic push is made of.
bool is_success(std::string_view status);

class OpResolver {
 public:
  OpResolver(const Context& services, const PushRequest& push) : services_(services), push_(push) {}

  // Inside at_one_state().
  Resolution resolve(const PushOp& op) const;
  void record(const PushOp& op, const PushResult& result);  // for later operations on the same row
  void expect_parent(const PushOp& op);  // it makes a booth, in the transaction that is coming
  void clear_expected() { coming_.clear(); }

 private:
  struct OwnChanges {
    std::set<std::int64_t> versions;                // that this push has given to the row
    std::map<std::int64_t, std::int64_t> followed;  // by a version whose only change was this push's
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
  void remember(const PushOp& op, Resolution& judgement) const;
  store::FieldValues values_of(const PushOp& op, bool all) const;  // throws 400
  bool has_changed(const PushOp& op, const store::ExistingRow& known) const;
  std::int64_t known_version(const PushOp& op) const;
  bool is_own(const PushOp& op, std::int64_t version) const;

  const Context& services_;
  const PushRequest& push_;
  std::map<std::string, OwnChanges> own_;
  std::set<std::string> coming_;
};

}  // namespace api
