// SPDX-License-Identifier: MIT
#include "store/audit.h"

#include <doctest/doctest.h>

#include <string>

#include "store/revoked_tokens.h"
#include "store/settings.h"
#include "support/store_fixture.h"

using store::AuditEntry;
using support::TempStore;

namespace {

AuditEntry entry_of(const std::string& action, store::UserId user = {}) {
  AuditEntry entry;
  entry.at = 1'769'335'200;
  entry.uptime = 77;
  entry.clock = "clock";
  entry.user = user;
  entry.address = "10.0.0.9";
  entry.action = action;
  entry.object = "users/7";
  return entry;
}

}  // namespace

TEST_CASE("audit: an entry has who it was then, and is there when its write is") {
  TempStore temp;
  const store::UserId ann = support::add_user(temp.engine, "ann@example.com");
  support::write(temp.engine, [&](store::WriteBatch& w) {
    store::set_setting(w, "event_name", "Fair");
    store::add_audit(w, entry_of("settings.change", ann));
  });
  const auto refused = support::write(temp.engine, [&](store::WriteBatch& w) {
    store::add_audit(w, entry_of("user.sign_out", ann));
    store::revoke_tokens(w, {999});
  });
  CHECK(refused.refused == store::Rejection::not_found);
  const auto all = store::audit_entries(temp.engine, {});
  REQUIRE(all.size() == 1);
  CHECK(all[0].id == 1);
  CHECK(all[0].user_email == "ann@example.com");
  CHECK(all[0].action == "settings.change");
  CHECK(all[0].uptime == 77);
  CHECK(all[0].clock == "clock");
}

TEST_CASE("audit: texts are cut between characters") {
  TempStore temp;
  AuditEntry entry = entry_of("a");
  entry.detail = std::string(store::max_audit_text - 1, 'x') + "é";
  support::write(temp.engine, [&](store::WriteBatch& w) { store::add_audit(w, entry); });
  CHECK(store::audit_entries(temp.engine, {})[0].detail == std::string(store::max_audit_text - 1, 'x'));
}

TEST_CASE("audit: the oldest entry goes with the one that is too many, and the ids tell how many have gone") {
  TempStore temp;
  support::write(temp.engine, [&](store::WriteBatch& w) {
    w.run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO audit (at, uptime, clock, user, address, action, object, detail) "
        "SELECT 0, 0, '', '', '', 'many', '', '' FROM n",
        store::max_audit_rows + 2);
  });
  CHECK(store::count_audit_entries(temp.engine) == store::max_audit_rows);
  support::write(temp.engine, [&](store::WriteBatch& w) { store::add_audit(w, entry_of("last")); });
  CHECK(store::count_audit_entries(temp.engine) == store::max_audit_rows);
  const auto newest = store::audit_entries(temp.engine, {.offset = 0, .limit = 2});
  REQUIRE(newest.size() == 2);
  CHECK(newest[0].action == "last");
  CHECK(newest[0].id == store::max_audit_rows + 3);
  CHECK(support::number(temp.engine, "SELECT min(id) FROM audit") == 4);
}

TEST_CASE("revoked tokens: a family is, until both times have come") {
  TempStore temp;
  const store::UserId ann = support::add_user(temp.engine, "ann@example.com");
  const auto revoke = [&](std::string_view family, std::int64_t now, std::int64_t uptime) {
    support::write(temp.engine, [&](store::WriteBatch& w) {
      store::revoke_family(w, {.family = family, .user = ann, .ends_at = 100, .ends_uptime = 10}, now,
                           uptime);
    });
  };
  const auto is_revoked = [&](std::string_view family) {
    return store::bearer(temp.engine, ann, family)->revoked;
  };
  revoke("a", 0, 0);
  revoke("a", 0, 0);
  CHECK(is_revoked("a"));
  CHECK_FALSE(is_revoked("b"));
  CHECK_FALSE(is_revoked(""));
  CHECK_FALSE(store::bearer(temp.engine, {999}, "a"));
  revoke("b", 100, 9);
  CHECK(is_revoked("a"));
  revoke("b", 100, 10);
  CHECK_FALSE(is_revoked("a"));
}

TEST_CASE("revoked tokens: one family too many of an account signs out all of it, and leaves no row") {
  TempStore temp;
  const store::UserId ann = support::add_user(temp.engine, "ann@example.com"),
                      bob = support::add_user(temp.engine, "bob@example.com");
  const auto revoke = [&](store::UserId user, std::int64_t number) {
    support::write(temp.engine, [&](store::WriteBatch& w) {
      store::revoke_family(
          w, {.family = std::to_string(number), .user = user, .ends_at = 100, .ends_uptime = 100}, 0, 0);
    });
  };
  revoke(bob, -1);
  for (std::int64_t number = 0; number < store::max_revoked_families; ++number) revoke(ann, number);
  CHECK(store::bearer(temp.engine, ann, "")->generation == 0);
  CHECK(support::number(temp.engine, "SELECT count(*) FROM revoked_tokens") ==
        store::max_revoked_families + 1);
  revoke(ann, store::max_revoked_families);
  CHECK(store::bearer(temp.engine, ann, "")->generation == 1);
  CHECK(support::number(temp.engine, "SELECT count(*) FROM revoked_tokens") == 1);
  CHECK(store::bearer(temp.engine, bob, "-1")->revoked);
}
