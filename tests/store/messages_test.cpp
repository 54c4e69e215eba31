// SPDX-License-Identifier: MIT
#include "store/messages.h"

#include "support/store_fixture.h"

namespace {

using store::Which;

store::Message message(const std::string& code, base::UnixSeconds at, const std::string& detail = "") {
  return {.id = {}, .code = code, .level = "warning", .detail = detail, .count = 1, .at = at};
}

void raise(store::Database& engine, const store::Message& message) {
  support::write(engine, [&](store::WriteBatch& w) { store::add_message(w, message); });
}

}  // namespace

TEST_CASE("messages: of a code one is unread, and counts what comes again") {
  support::TempStore temp;
  raise(temp.engine, message("hot", 100, "81"));
  raise(temp.engine, message("busy", 101));
  raise(temp.engine, message("hot", 102, "85"));
  const auto unread = store::messages(temp.engine, Which::unread);
  REQUIRE(unread.size() == 2);
  CHECK(unread[0].code == "hot");  // newest first
  CHECK(unread[0].count == 2);
  CHECK(unread[0].at == 102);
  CHECK(unread[0].detail == "85");
  CHECK_FALSE(unread[0].read);
  CHECK(unread[1].code == "busy");
}

TEST_CASE("messages: one that was read stays so; its code begins a new one") {
  support::TempStore temp;
  raise(temp.engine, message("hot", 100));
  const store::MessageId first = store::messages(temp.engine, Which::unread).at(0).id;
  const auto read = [&](store::MessageId id) {
    return support::write(temp.engine, [&](store::WriteBatch& w) { store::mark_read(w, id, 200); }).refused;
  };
  CHECK_FALSE(read(first));
  CHECK_FALSE(read(first));  // once more does no harm
  CHECK(read({99}) == store::Rejection::not_found);
  CHECK(store::messages(temp.engine, Which::unread).empty());
  raise(temp.engine, message("hot", 300));
  const auto all = store::messages(temp.engine, Which::all);
  REQUIRE(all.size() == 2);
  CHECK(all[0].id > first);
  CHECK(all[0].count == 1);
  CHECK(all[1].read);
}

TEST_CASE("messages: the oldest that were read go, an unread one never") {
  support::TempStore temp;
  raise(temp.engine, message("unread", 1));
  support::write(temp.engine, [](store::WriteBatch& w) {
    for (int i = 0; i < 510; ++i) {
      store::add_message(w, message("hot", 2));
      w.run("UPDATE messages SET read_at = 3 WHERE code = 'hot'");
    }
  });
  const auto all = store::messages(temp.engine, Which::all);
  CHECK(all.size() == 501);
  CHECK(all.back().code == "unread");
}
