// SPDX-License-Identifier: MIT
#include "store/sync/push_results.h"

namespace store {

std::optional<StoredOpResult> find_op_result(Database& engine, UserId user, std::string_view op_id) {
  const auto read = [&](const Row& row) {
    return StoredOpResult{.op = {.op_id = std::string(op_id),
                                 .fingerprint = std::string(row.text(0)),
                                 .status = std::string(row.text(1)),
                                 .told = row.integer(4) != 0,
                                 .details = std::string(row.text(5))},
                          .row = row.optional_integer(2),
                          .version = row.optional_integer(3)};
  };
  return query_one(engine, read,
                   "SELECT fingerprint, status, row_id, version, told, details FROM pushed "
                   "WHERE user_id = ? AND op_id = ?",
                   user, op_id);
}

void record_op(WriteBatch& write, const StoredOp& op, const ClientRow& row, const RecordBounds& bounds) {
  // The feed has the row's current id and version, even if the row was just deleted.
  write.require_returning(
      Rejection::already_exists,
      "INSERT INTO pushed (user_id, op_id, fingerprint, status, told, details, row_id, version) "
      "SELECT ?1, ?2, ?3, ?4, ?5, ?6, id, version FROM (SELECT 1) LEFT JOIN "
      "(SELECT id, version FROM changes WHERE owner_id = ?1 AND client_id = ?7 AND kind = ?8 "
      "ORDER BY op <> 'put', seq DESC LIMIT 1) RETURNING row_id, version",
      row.owner, op.op_id, op.fingerprint, op.status, op.told, op.details, row.client_id,
      to_string(row.kind));
  drop_oldest(write, Records::pushed, row.owner, bounds);
}

std::optional<ExistingRow> find_by_client_id(Database& engine, const ClientRow& row) {
  const auto read = [&](const Row& found) {
    return ExistingRow{{row.kind, found.integer(0)}, found.integer(1), parse_op(found.text(2))};
  };
  return query_one(engine, read,
                   "SELECT id, version, op FROM changes WHERE owner_id = ? AND client_id = ? AND kind = ? "
                   "ORDER BY op <> 'put', seq DESC LIMIT 1",
                   row.owner, row.client_id, to_string(row.kind));
}

}  // namespace store
