// SPDX-License-Identifier: MIT
#include "store/pushed.h"

#include "store/items.h"

namespace store {

std::optional<PushedResult> pushed_before(Engine& engine, UserId user, std::string_view op_id) {
  const auto read = [&](const Row& row) {
    return PushedResult{.op = {.op_id = std::string(op_id),
                               .fingerprint = std::string(row.text(0)),
                               .status = std::string(row.text(1)),
                               .told = row.integer(4) != 0,
                               .details = std::string(row.text(5))},
                        .row = row.maybe_integer(2),
                        .version = row.maybe_integer(3)};
  };
  return first_row(engine, read,
                   "SELECT fingerprint, status, row_id, version, told, details FROM pushed "
                   "WHERE user_id = ? AND op_id = ?",
                   user, op_id);
}

void note_pushed(Write& write, const PushedOp& op, const PushedRow& row, std::int64_t most) {
  write.run("DELETE FROM pushed WHERE id <= (SELECT max(id) FROM pushed) + 1 - ?", most);
  // The feed knows the row's id and version as they are now, also when the row has just gone.
  write.must_rows(Refusal::taken,
                  "INSERT INTO pushed (user_id, op_id, fingerprint, status, told, details, row_id, version) "
                  "SELECT ?1, ?2, ?3, ?4, ?5, ?6, id, version FROM (SELECT 1) LEFT JOIN "
                  "(SELECT id, version FROM changes WHERE owner_id = ?1 AND client_id = ?7 AND kind = ?8 "
                  "ORDER BY op <> 'put', seq DESC LIMIT 1) RETURNING row_id, version",
                  row.owner, op.op_id, op.fingerprint, op.status, op.told, op.details, row.client_id,
                  word_of(row.kind));
}

std::optional<KnownRow> known_row(Engine& engine, const PushedRow& row) {
  const auto read = [&](const Row& found) {
    using State = KnownRow::State;
    const std::string_view op = found.text(2);
    return KnownRow{{row.kind, found.integer(0)},
                    found.integer(1),
                    op == "put"      ? State::here
                    : op == "delete" ? State::deleted
                                     : State::revoked};
  };
  return first_row(engine, read,
                   "SELECT id, version, op FROM changes WHERE owner_id = ? AND client_id = ? AND kind = ? "
                   "ORDER BY op <> 'put', seq DESC LIMIT 1",
                   row.owner, row.client_id, word_of(row.kind));
}

bool is_of_another_kind(Engine& engine, const PushedRow& row) {
  const auto other = first_row(
      engine, [](const Row&) { return true; },
      "SELECT 1 FROM changes WHERE owner_id = ? AND client_id = ? AND kind <> ? LIMIT 1", row.owner,
      row.client_id, word_of(row.kind));
  return other.has_value();
}

void add_item_in(Write& write, const NewItem& item, const ItemFields& fields, base::UnixSeconds now) {
  write.must_rows(Refusal::gone,
                  "INSERT INTO items (owner_id, client_id, booth_id, name, description, price, quantity, "
                  "created_at, updated_at) "
                  "SELECT owner_id, ?3, id, ?4, ?5, ?6, ?7, ?8, ?8 FROM booths "
                  "WHERE owner_id = ?1 AND client_id = ?2 RETURNING id",
                  item.owner, item.parent, item.client_id, fields.name.value_or(""),
                  fields.description.value_or(""), fields.price.value_or(std::nullopt),
                  fields.quantity.value_or(std::nullopt), now);
}

std::optional<Shelf> shelf_of(Engine& engine, MediaId media) {
  const auto read = [](const Row& row) {
    return Shelf{static_cast<Collection>(row.integer(0)), row.integer(1)};
  };
  return first_row(engine, read, "SELECT collection, parent_id FROM media WHERE id = ?", media);
}

}  // namespace store
