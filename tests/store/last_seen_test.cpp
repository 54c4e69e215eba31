// SPDX-License-Identifier: MIT
#include "store/last_seen.h"

#include "support/store_fixture.h"

TEST_CASE("contacts: of each account the last one is kept, with its error or without") {
  support::TempStore temp;
  const store::UserId ann = support::add_user(temp.engine, "ann@example.com"),
                      ben = support::add_user(temp.engine, "ben@example.com");
  CHECK(store::all_last_seen(temp.engine).empty());
  support::write(temp.engine, [&](store::WriteBatch& w) {
    store::set_last_seen(w, ann, {.seen_at = 100, .error = {}});
    store::set_last_seen(w, ben,
                         {.seen_at = 101,
                          .error = store::LastSeenError{
                              .at = 99, .status = 403, .request = "POST /x/", .detail = "Not you."}});
    store::set_last_seen(w, ann, {.seen_at = 102, .error = {}});
  });
  const auto found = store::all_last_seen(temp.engine);
  REQUIRE(found.size() == 2);
  CHECK(found.at(ann.value).seen_at == 102);
  CHECK_FALSE(found.at(ann.value).error);
  const auto& error = found.at(ben.value).error;
  REQUIRE(error);
  CHECK(error->at == 99);
  CHECK(error->status == 403);
  CHECK(error->request == "POST /x/");
  CHECK(error->detail == "Not you.");
}

TEST_CASE("contacts: of an account that is gone nothing is kept, and the others are") {
  support::TempStore temp;
  const store::UserId ann = support::add_user(temp.engine, "ann@example.com");
  support::write(temp.engine, [&](store::WriteBatch& w) {
    store::set_last_seen(w, {ann.value + 7}, {.seen_at = 100, .error = {}});
    store::set_last_seen(w, ann, {.seen_at = 100, .error = {}});
  });
  CHECK(store::all_last_seen(temp.engine).size() == 1);
}
