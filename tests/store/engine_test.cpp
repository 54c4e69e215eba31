// SPDX-License-Identifier: MIT

// Reading and single writes. Groups of writes: group_commit_test.cpp; failing drives: broken_drive_test.cpp.

#include <atomic>
#include <stdexcept>
#include <thread>

#include "store/settings.h"
#include "support/store_fixture.h"

using store::Rejection;
using store::Row;
using store::StorageError;
using store::WriteBatch;
using support::TempStore;

namespace {

constexpr std::string_view put = "INSERT INTO settings (key, value) VALUES (?, ?)";

std::int64_t count(store::Database& engine) {
  return support::number(engine, "SELECT count(*) FROM settings WHERE key NOT IN ('epoch', 'box')");
}

StorageError::Kind why_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const StorageError& failure) {
    return failure.why;
  }
  FAIL("no Failure");
  return StorageError::Kind::broken;
}

}  // namespace

TEST_CASE("engine: values come back as they went in") {
  TempStore temp;
  const std::string odd("a\0b\xc3\xa9", 5);
  support::write(temp.engine, [&](WriteBatch& w) { w.run(put, odd, odd); });
  CHECK(store::setting(temp.engine, odd) == odd);
  CHECK_FALSE(store::setting(temp.engine, "a"));
  int rows = 0;
  const auto look = [&](const Row& row) {
    ++rows;
    CHECK(row.integer(0) == -9'000'000'000'000'000'000);
    CHECK(row.null(1));
    CHECK_FALSE(row.optional_text(1));
    CHECK_FALSE(row.null(2));
    CHECK(row.text(2).empty());
    CHECK(row.text(3) == odd);
    CHECK(row.optional_integer(4) == 1);
  };
  store::query_rows(temp.engine, look, "SELECT ?, ?, ?, ?, ?", -9'000'000'000'000'000'000, nullptr, "", odd,
                    true);
  CHECK(rows == 1);
}

TEST_CASE("engine: RETURNING gives kept rows, an element for each statement that asked") {
  TempStore temp;
  const auto done = support::write(temp.engine, [](WriteBatch& w) {
    w.returning("INSERT INTO settings (key, value) VALUES (?, ?), ('k2', 'v2') RETURNING key, value, NULL, 7",
                "k1", "v1");
    w.run(put, "k3", "v3");
    w.returning("DELETE FROM settings WHERE key = ? RETURNING key", "none");
    w.require_returning(Rejection::not_found, "DELETE FROM settings WHERE key = ? RETURNING value", "k3");
  });
  REQUIRE(done.rows.size() == 3);
  REQUIRE(done.rows[0].size() == 2);
  CHECK(done.rows[0][0].text(0) == "k1");
  CHECK(done.rows[0][1].text(1) == "v2");
  CHECK(done.rows[0][1].null(2));
  CHECK(done.rows[0][1].integer(3) == 7);
  CHECK(done.rows[1].empty());
  CHECK(done.rows[2].at(0).text(0) == "v3");
}

TEST_CASE("engine: a refused write leaves nothing of its earlier statements") {
  TempStore temp;
  const auto done = support::write(temp.engine, [](WriteBatch& w) {
    w.returning("INSERT INTO settings (key, value) VALUES (?, ?) RETURNING key", "k", "v");
    w.require(Rejection::version_mismatch, "UPDATE settings SET value = 'x' WHERE key = ?", "none");
    w.run(put, "never", "reached");
  });
  CHECK(done.refused == Rejection::version_mismatch);
  CHECK(done.rows.empty());
  CHECK(count(temp.engine) == 0);
}

TEST_CASE("engine: a constraint refuses by its kind, any other is a failure") {
  TempStore temp;
  const auto twice =
      support::write(temp.engine, [](WriteBatch& w) { w.run(put, "k", "1").run(put, "k", "2"); });
  CHECK(twice.refused == Rejection::already_exists);
  CHECK(count(temp.engine) == 0);
  const auto nothing = [&] { support::write(temp.engine, [](WriteBatch& w) { w.run(put, "k", nullptr); }); };
  CHECK(why_of(nothing) == StorageError::Kind::broken);
  support::write(temp.engine, [](WriteBatch& w) { w.run(put, "k", "v"); });
  CHECK(count(temp.engine) == 1);
}

TEST_CASE("engine: broken SQL and a wrong number of values are failures that break nothing else") {
  TempStore temp;
  CHECK(why_of([&] {
          store::query_rows(
              temp.engine, [](const Row&) {}, "SELEC 1");
        }) == StorageError::Kind::broken);
  CHECK(why_of([&] {
          store::setting(temp.engine, "k"), store::query_rows(
                                                temp.engine, [](const Row&) {}, "SELECT ?");
        }) == StorageError::Kind::broken);
  CHECK(why_of([&] { support::write(temp.engine, [](WriteBatch& w) { w.run(put, "only one"); }); }) ==
        StorageError::Kind::broken);
  CHECK(why_of([&] { support::write(temp.engine, [](WriteBatch& w) { w.run("DROP TABLE nothing"); }); }) ==
        StorageError::Kind::broken);
  support::write(temp.engine, [](WriteBatch& w) { w.run(put, "k", "v"); });
  CHECK(store::setting(temp.engine, "k") == "v");
}

TEST_CASE("engine: a reader cannot write") {
  TempStore temp;
  CHECK_THROWS_AS(store::query_rows(
                      temp.engine, [](const Row&) {}, put, "k", "v"),
                  StorageError);
  CHECK(count(temp.engine) == 0);
}

TEST_CASE("engine: a callback may read, also the same query") {
  TempStore temp;
  int pairs = 0;
  const auto outer = [&](const Row& row) {
    const std::int64_t id = row.integer(0);
    const auto inner = [&](const Row& again) { pairs += again.integer(0) == id ? 100 : 1; };
    store::query_rows(temp.engine, inner, "SELECT id FROM countries WHERE id <= ? ORDER BY id", 3);
  };
  store::query_rows(temp.engine, outer, "SELECT id FROM countries WHERE id <= ? ORDER BY id", 3);
  CHECK(pairs == 306);
}

TEST_CASE("engine: a callback that throws leaves the query ready for the next") {
  TempStore temp;
  constexpr std::string_view query = "SELECT id FROM countries ORDER BY id";
  const auto stop = [](const Row& row) {
    if (row.integer(0) == 2) throw std::domain_error("enough");
  };
  CHECK_THROWS_AS(store::query_rows(temp.engine, stop, query), std::domain_error);
  int rows = 0;
  store::query_rows(
      temp.engine, [&](const Row&) { ++rows; }, query);
  CHECK(rows == 249);
  support::write(temp.engine, [](WriteBatch& w) { w.run(put, "k", "v"); });
  CHECK(store::setting(temp.engine, "k") == "v");  // no old snapshot is held
}

TEST_CASE("engine: what was written is there after a reopening, and the log goes when all is closed") {
  support::TempFolder folder;
  const std::string path = folder / "test.db";
  for (int run = 0; run < 3; ++run) {
    store::SqliteEngine engine(path);
    CHECK(count(engine) == run);
    support::write(engine, [&](WriteBatch& w) { w.run(put, std::to_string(run), "v"); });
  }
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
}

TEST_CASE("engine: a checkpoint moves the log into the database file") {
  TempStore temp;
  const auto size = [&] { return std::filesystem::file_size(temp.path); };
  temp.engine.checkpoint();
  const auto before = size();
  support::write(temp.engine, [](WriteBatch& w) { w.run(put, "k", std::string(100'000, 'x')); });
  CHECK(size() == before);
  temp.engine.checkpoint();
  CHECK(size() >= before + 100'000);
}

TEST_CASE("engine: the log does not grow without bounds") {
  TempStore temp;
  const std::string large(1'000'000, 'x');
  for (int i = 0; i < 60; ++i) {
    support::write(temp.engine, [&](WriteBatch& w) { store::set_setting(w, "k", large); });
  }
  CHECK(std::filesystem::file_size(temp.path + "-wal") < 30'000'000);
}

TEST_CASE("engine: readers beside writers always see whole writes") {
  TempStore temp;
  constexpr int rounds = 100;
  support::write(temp.engine, [](WriteBatch& w) { w.run(put, "a", "0").run(put, "b", "0"); });
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const auto look = [&](const Row& row) { torn += row.text(0) == row.text(1) ? 0 : 1; };
        store::query_rows(
            temp.engine, look,
            "SELECT a.value, b.value FROM settings a, settings b WHERE a.key = 'a' AND b.key = 'b'");
      }
    });
  }
  for (int i = 1; i <= rounds; ++i) {
    support::write(temp.engine, [&](WriteBatch& w) {
      store::set_setting(w, "a", std::to_string(i));
      store::set_setting(w, "b", std::to_string(i));
    });
    CHECK(store::setting(temp.engine, "a") == std::to_string(i));  // one's own write is seen at once
  }
  done = true;
  for (auto& reader : readers) reader.join();
  CHECK(torn == 0);
}

TEST_CASE("engine: two engines on one file take turns, as the command line beside a server") {
  TempStore temp;
  store::SqliteEngine other(temp.path);
  std::vector<std::thread> threads;
  for (store::Database* engine :
       {static_cast<store::Database*>(&temp.engine), static_cast<store::Database*>(&other)}) {
    threads.emplace_back([engine] {
      for (int i = 0; i < 50; ++i) {
        support::write(*engine, [&](WriteBatch& w) { w.run(put, base::new_uuid(), "v"); });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(count(temp.engine) == 100);
  CHECK(count(other) == 100);
}

TEST_CASE("engine: what a thread reads at one state does not see later writes, the next one does") {
  support::TempStore temp;
  const auto set = [&](std::string_view value) {
    support::write(temp.engine,
                   [&](store::WriteBatch& write) { store::set_setting(write, "colour", value); });
  };
  set("red");
  temp.engine.with_snapshot([&] {
    CHECK(store::setting(temp.engine, "colour") == "red");
    std::thread([&] { set("green"); }).join();
    CHECK(store::setting(temp.engine, "colour") == "red");
    std::thread([&] { CHECK(store::setting(temp.engine, "colour") == "green"); }).join();
  });
  CHECK(store::setting(temp.engine, "colour") == "green");
}

TEST_CASE("engine: a state left by an exception is left all the same") {
  support::TempStore temp;
  CHECK_THROWS_AS(temp.engine.with_snapshot([&] {
    CHECK_FALSE(store::setting(temp.engine, "colour"));
    throw std::runtime_error("the reader gives up");
  }),
                  std::runtime_error);
  support::write(temp.engine, [](store::WriteBatch& write) { store::set_setting(write, "colour", "red"); });
  CHECK(store::setting(temp.engine, "colour") == "red");
}
