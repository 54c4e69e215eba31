// SPDX-License-Identifier: MIT
#include "store/sync/push_results.h"

#include <algorithm>

#include "store/engine/connection.h"
#include "store/engine/migrate.h"
#include "store/sync/conflicts.h"
#include "store/sync/field_updates.h"
#include "store/sync/idempotency_keys.h"
#include "support/store_fixture.h"

using store::Rejection;
using store::RowKind;
using store::RowState;
using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

RowState state(store::Database& engine, RowKind kind, std::int64_t id) {
  const auto found = store::row_state(engine, {kind, id});
  REQUIRE(found);
  return *found;
}

std::int64_t version(const RowState& row, std::string_view field) { return row.field(field).version; }

store::StoredOp op(const std::string& id) { return {id, "f", "created", true, "\"a\":1"}; }
constexpr std::int64_t bytes_of_op = 256 + 1 + 5;

}  // namespace

TEST_CASE("field values: a field's version is the row's at which its value last really changed") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  const auto booth = support::add_booth(temp.engine, owner, "one");
  const store::FieldTarget row{{RowKind::booth, booth.value}, booth};
  const auto change = [&](const store::FieldValues& values) {
    support::write(temp.engine, [&](WriteBatch& w) { store::update_fields(w, row, values, noon); });
  };
  change({{"name", "two"}, {"description", ""}});
  change({{"category", "c"}, {"name", "two"}});
  change({{"country", std::int64_t{2}}});
  const RowState booth_now = state(temp.engine, RowKind::booth, booth.value);
  CHECK(booth_now.version == 4);
  CHECK(version(booth_now, "name") == 2);
  CHECK(version(booth_now, "description") == 1);
  CHECK(version(booth_now, "category") == 3);
  CHECK(version(booth_now, "country") == 4);
  CHECK(booth_now.field("name").now.value == store::Value("two"));
  CHECK(booth_now.field("country").now.value == store::Value(std::int64_t{2}));

  const auto item = support::add_item(temp.engine, booth, "thing");
  const auto change_item = [&](const store::FieldValues& values) {
    support::write(temp.engine, [&](WriteBatch& w) {
      store::update_fields(w, {{RowKind::item, item.value}, booth}, values, noon);
    });
  };
  change_item({{"price", nullptr}, {"quantity", std::int64_t{3}}});
  change_item({{"price", "9.90"}});
  change_item({{"quantity", nullptr}});
  const RowState item_now = state(temp.engine, RowKind::item, item.value);
  CHECK(item_now.version == 4);
  CHECK(version(item_now, "name") == 1);
  CHECK(version(item_now, "price") == 3);
  CHECK(version(item_now, "quantity") == 4);
  CHECK(item_now.field("quantity").now.value == store::Value(nullptr));
  CHECK(item_now.booth == booth);
}

TEST_CASE("field values: fields of rows from before count as changed last") {
  support::TempFolder folder;
  const std::string path = folder / "old.db";
  const auto all = store::migrations();
  const auto next = std::ranges::find(all, 8, &store::Migration::number);
  store::migrate(path, all.first(static_cast<std::size_t>(next - all.begin())));
  {
    store::SqliteConnection old(path, store::SqliteConnection::Use::write);
    old.execute_script(
        "INSERT INTO users VALUES (1, 'a@example.com', '', 9, 1, 0, 0, '', '', NULL, NULL, 0);"
        "INSERT INTO booths (id, owner_id, client_id, name, description, category, country_id, created_at, "
        "updated_at) VALUES (5, 1, 'c', 'n', '', '', 1, 0, 0);"
        "UPDATE booths SET name = 'm'; UPDATE booths SET category = 'k';");
  }
  store::SqliteEngine engine(path);
  const RowState row = state(engine, RowKind::booth, 5);
  CHECK(row.version == 3);
  for (const auto& field : row.fields) CHECK(field.version == 3);
}

TEST_CASE("pushed: a result comes back with the row's id and version as they were, once for each user") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  const auto other = support::add_user(temp.engine, "b@example.com");
  const store::ClientRow row{owner, RowKind::booth, "c-1"};
  const auto made = support::write(temp.engine, [&](WriteBatch& w) {
    store::add_booth(w, owner, support::booth_fields("B"), "c-1", noon);
    store::record_op(w, op("op-1"), row);
  });
  REQUIRE_FALSE(made.refused);
  CHECK(made.rows.at(1).at(0).integer(0) == made.rows.at(0).at(0).integer(0));
  CHECK(made.rows.at(1).at(0).integer(1) == 1);
  const auto before = store::find_op_result(temp.engine, owner, "op-1");
  REQUIRE(before);
  CHECK(before->version == 1);
  CHECK(before->op.details == "\"a\":1");
  CHECK_FALSE(store::find_op_result(temp.engine, other, "op-1"));
  const auto again =
      support::write(temp.engine, [&](WriteBatch& w) { store::record_op(w, op("op-1"), row); });
  CHECK(again.refused == Rejection::already_exists);

  support::write(temp.engine, [&](WriteBatch& w) {
    store::delete_booth(w, {*before->row});
    store::record_op(w, op("op-2"), row);
  });
  CHECK(store::find_op_result(temp.engine, owner, "op-2")->version == 2);
  CHECK(store::find_by_client_id(temp.engine, row)->op == store::Op::remove);
  CHECK_FALSE(store::find_by_client_id(temp.engine, {other, RowKind::booth, "c-1"}));
  CHECK_FALSE(store::find_by_client_id(temp.engine, {owner, RowKind::item, "c-1"}));
  CHECK(store::row_by_client_id(temp.engine, owner, "c-1")->row.kind == RowKind::booth);
  const auto nothing = support::write(temp.engine, [&](WriteBatch& w) {
    store::record_op(w, op("op-3"), {owner, RowKind::image, "none"});
  });
  CHECK(nothing.rows.at(0).at(0).null(0));
}

TEST_CASE("pushed: the oldest results go") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  for (const char* id : {"1", "2", "3", "4"}) {
    support::write(temp.engine, [&](WriteBatch& w) {
      store::record_op(w, op(id), {owner, RowKind::booth, "c"}, {3 * bytes_of_op, 1'000'000});
    });
  }
  CHECK(support::number(temp.engine, "SELECT count(*) FROM pushed") == 3);
  CHECK_FALSE(store::find_op_result(temp.engine, owner, "1"));
  CHECK(store::find_op_result(temp.engine, owner, "4"));
}

TEST_CASE(
    "pushed: an account loses its own results beyond its share, and the one with most beyond the total") {
  TempStore temp;
  const auto quiet = support::add_user(temp.engine, "a@example.com");
  const auto greedy = support::add_user(temp.engine, "b@example.com");
  const auto note = [&](store::UserId who, const std::string& id, const store::RecordBounds& bounds) {
    support::write(temp.engine, [&](WriteBatch& w) {
      store::record_op(w, op(id), {who, RowKind::booth, "c"}, bounds);
    });
  };
  const auto count = [&](store::UserId who) {
    return support::number(temp.engine, "SELECT count(*) FROM pushed WHERE user_id = ?", who);
  };
  note(quiet, "q", {4 * bytes_of_op, 1'000'000});
  for (char id = 'a'; id < 'k'; ++id) note(greedy, {id}, {4 * bytes_of_op, 1'000'000});
  CHECK(count(greedy) == 4);
  CHECK(count(quiet) == 1);
  CHECK(store::find_op_result(temp.engine, greedy, "j"));
  note(quiet, "r", {4 * bytes_of_op, 3 * bytes_of_op});
  CHECK(count(quiet) == 2);
  CHECK(count(greedy) == 1);
  CHECK(store::find_op_result(temp.engine, greedy, "j"));
  CHECK(support::number(temp.engine, "SELECT pushed_bytes FROM usage WHERE user_id = 0") == 3 * bytes_of_op);
}

TEST_CASE("pushed: a large result makes room for itself alone") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  const store::ClientRow row{owner, RowKind::booth, "c"};
  const std::int64_t most = 40 * bytes_of_op;
  for (char id = '0'; id < '0' + 40; ++id) {
    support::write(temp.engine, [&](WriteBatch& w) {
      store::record_op(w, op({id}), row, {most, 1'000'000});
    });
  }
  store::StoredOp large = op("l");
  large.details = std::string(static_cast<std::size_t>(10 * bytes_of_op - 257), 'x');
  support::write(temp.engine, [&](WriteBatch& w) { store::record_op(w, large, row, {most, 1'000'000}); });
  CHECK(support::number(temp.engine, "SELECT count(*) FROM pushed") == 31);
  CHECK(store::find_op_result(temp.engine, owner, "l"));
  CHECK(support::number(temp.engine, "SELECT pushed_bytes FROM usage WHERE user_id = ?", owner) == most);
}

TEST_CASE("conflicts: newest first, by owner and by how they were settled, once") {
  TempStore temp;
  const auto owner = support::add_user(temp.engine, "a@example.com");
  const auto other = support::add_user(temp.engine, "b@example.com");
  const auto booth = support::add_booth(temp.engine, owner, "Lamps");
  const auto item = support::add_item(temp.engine, booth, "Lamp");
  const auto note = [&](store::UserId whose, const store::RowRef& row, const std::string& yours) {
    support::write(temp.engine, [&](WriteBatch& w) {
      store::add_conflict(w, {whose, "phone", row, "c", "name", yours, "\"s\"", 1, 2}, noon,
                          {3 * (256 + 3 + 3), 1'000'000});
    });
  };
  note(owner, {RowKind::booth, booth.value}, "\"more than it may have\"" + std::string(500, ' '));
  note(owner, {RowKind::booth, booth.value}, "\"x\"");
  note(owner, {RowKind::item, item.value}, "\"y\"");
  note(other, {RowKind::item, 99}, "\"z\"");
  store::BatchCursor whole{.last = INT64_MAX};
  const auto all = store::conflicts(temp.engine, {}, whole);
  REQUIRE(all.size() == 3);
  CHECK_FALSE(all[0].booth);
  CHECK(all[0].owner.email == "b@example.com");
  CHECK(all[1].item_name == "Lamp");
  CHECK(all[1].booth_name == "Lamps");
  CHECK(all[2].booth == booth);
  CHECK_FALSE(all[2].item_name);
  CHECK(all[2].what.yours == "\"x\"");
  const auto settle = [&](const char* how) {
    return support::write(temp.engine,
                          [&](WriteBatch& w) { store::resolve_conflict(w, all[1].id, how, noon); });
  };
  CHECK_FALSE(settle("used").refused);
  CHECK(settle("dismissed").refused == Rejection::version_mismatch);
  CHECK(store::conflict_by_id(temp.engine, all[1].id)->settled == "used");
  CHECK(store::count_conflicts(temp.engine, {.settled = "open"}) == 2);
  CHECK(store::count_conflicts(temp.engine, {.settled = "open", .owner = owner}) == 1);
  store::BatchCursor one{.window = {.limit = 1}, .last = INT64_MAX};
  CHECK(store::conflicts(temp.engine, {.owner = other}, one).size() == 1);
}
