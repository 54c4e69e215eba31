// SPDX-License-Identifier: MIT
#include "store/users.h"

#include "support/store_fixture.h"

using store::Rejection;
using store::User;
using store::WriteBatch;
using support::noon;
using support::TempStore;

namespace {

User someone(const std::string& email) {
  User user;
  user.email = email;
  user.password = "pbkdf2_sha256$1$salt$hash";
  user.booth_limit = 3;
  user.name = "Lamp & Co";
  user.stand = "B12";
  return user;
}

store::WriteResult add(store::Database& engine, const User& user) {
  return support::write(engine, [&](WriteBatch& w) { store::add_user(w, user, noon); });
}

}  // namespace

TEST_CASE("users: an account is found by id and by e-mail without case, and kept as given") {
  TempStore temp;
  User user = someone("Alice@Example.com");
  user.admin = true;
  user.active = false;
  user.generation = 5;
  const store::UserId id{support::id_of(add(temp.engine, user))};
  for (const auto& found :
       {store::user_by_id(temp.engine, id), store::user_by_email(temp.engine, "aLICE@example.COM")}) {
    REQUIRE(found);
    CHECK(found->id == id);
    CHECK(found->email == "Alice@Example.com");
    CHECK(found->password == user.password);
    CHECK(found->booth_limit == 3);
    CHECK(found->admin);
    CHECK_FALSE(found->active);
    CHECK(found->generation == 5);
    CHECK(found->name == "Lamp & Co");
    CHECK(found->stand == "B12");
  }
  CHECK_FALSE(store::user_by_id(temp.engine, {id.value + 1}));
  CHECK_FALSE(store::user_by_email(temp.engine, "alice@example.co"));
}

TEST_CASE("users: an e-mail or an id in use is taken") {
  TempStore temp;
  User first = someone("a@example.com");
  first.id = {40};
  CHECK(support::id_of(add(temp.engine, first)) == 40);
  CHECK(add(temp.engine, someone("A@EXAMPLE.COM")).refused == Rejection::already_exists);
  User same_id = someone("b@example.com");
  same_id.id = {40};
  CHECK(add(temp.engine, same_id).refused == Rejection::already_exists);
  CHECK(support::id_of(add(temp.engine, someone("c@example.com"))) == 41);
  CHECK(store::count_users(temp.engine) == 2);
}

TEST_CASE("users: all accounts come by id") {
  TempStore temp;
  for (const std::int64_t id : {9, 2, 5}) {
    User user = someone(std::to_string(id) + "@example.com");
    user.id = {id};
    add(temp.engine, user);
  }
  const auto all = store::all_users(temp.engine);
  REQUIRE(all.size() == 3);
  CHECK(all[0].id.value == 2);
  CHECK(all[1].id.value == 5);
  CHECK(all[2].id.value == 9);
}

TEST_CASE("users: a change changes what it says, and makes the tokens void when it has to") {
  TempStore temp;
  const store::UserId id{support::id_of(add(temp.engine, someone("a@example.com")))};
  support::add_user(temp.engine, "other@example.com");
  const auto change = [&](const store::UserChange& change) {
    CHECK_FALSE(
        support::write(temp.engine, [&](WriteBatch& w) { store::update_user(w, id, change); }).refused);
    return store::user_by_id(temp.engine, id).value();
  };
  const User moved = change({.email = "new@example.com", .stand = "", .booth_limit = 9});
  CHECK(moved.email == "new@example.com");
  CHECK(moved.booth_limit == 9);
  CHECK(moved.stand.empty());
  CHECK(moved.name == "Lamp & Co");
  CHECK(moved.generation == 0);
  CHECK(change({.password = moved.password, .active = true, .admin = false}).generation == 0);
  CHECK(change({.admin = true}).generation == 1);
  CHECK(change({.password = "other", .active = false}).generation == 2);

  const auto refusal = [&](store::UserId user, const store::UserChange& change) {
    return support::write(temp.engine, [&](WriteBatch& w) { store::update_user(w, user, change); }).refused;
  };
  CHECK(refusal(id, {.email = "OTHER@example.com"}) == Rejection::already_exists);
  CHECK(refusal({999}, {.stand = "C"}) == Rejection::not_found);
}

TEST_CASE("users: a write that would leave no administrator is refused, and nothing of it is done") {
  TempStore temp;
  User user = someone("a@example.com");
  user.admin = true;
  const store::UserId id{support::id_of(add(temp.engine, user))};
  const auto refusal = [&](const store::UserChange& change) {
    return support::write(temp.engine,
                          [&](WriteBatch& w) {
                            store::update_user(w, id, change);
                            store::require_remaining_admin(w);
                          })
        .refused;
  };
  CHECK(refusal({.active = false}) == Rejection::version_mismatch);
  CHECK(refusal({.admin = false}) == Rejection::version_mismatch);
  CHECK(store::user_by_id(temp.engine, id)->generation == 0);
  CHECK_FALSE(refusal({.name = "A"}));
}

TEST_CASE("users: a new password and a change of active make the tokens void") {
  TempStore temp;
  const store::UserId id = support::add_user(temp.engine, "a@example.com");
  support::write(temp.engine, [&](WriteBatch& w) { store::set_password(w, id, "new hash"); });
  CHECK(store::user_by_id(temp.engine, id)->password == "new hash");
  CHECK(store::user_by_id(temp.engine, id)->generation == 1);
  support::write(temp.engine, [&](WriteBatch& w) { store::set_active(w, id, false); });
  CHECK_FALSE(store::user_by_id(temp.engine, id)->active);
  CHECK(store::user_by_id(temp.engine, id)->generation == 2);

  const store::UserId nobody{999};
  CHECK(support::write(temp.engine, [&](WriteBatch& w) { store::set_password(w, nobody, "x"); }).refused ==
        Rejection::not_found);
  CHECK(support::write(temp.engine, [&](WriteBatch& w) { store::set_active(w, nobody, true); }).refused ==
        Rejection::not_found);
  CHECK(support::write(temp.engine, [&](WriteBatch& w) { store::set_login_code(w, nobody, "x"); }).refused ==
        Rejection::not_found);
}

TEST_CASE("users: a login code works from its first use for ten minutes, then never again") {
  TempStore temp;
  const store::UserId id = support::add_user(temp.engine, "a@example.com");
  support::write(temp.engine, [&](WriteBatch& w) { store::set_login_code(w, id, "code"); });
  CHECK_FALSE(store::use_login_code(temp.engine, "another code", noon));
  const auto used = store::use_login_code(temp.engine, "code", noon);
  REQUIRE(used);
  CHECK(used->id == id);
  CHECK(used->email == "a@example.com");
  CHECK(store::use_login_code(temp.engine, "code", noon + 599));
  CHECK_FALSE(store::use_login_code(temp.engine, "code", noon + 600));
  CHECK_FALSE(store::use_login_code(temp.engine, "code", noon + 100'000));
}

TEST_CASE("users: a new login code replaces the earlier one and starts afresh") {
  TempStore temp;
  const store::UserId id = support::add_user(temp.engine, "a@example.com");
  support::write(temp.engine, [&](WriteBatch& w) { store::set_login_code(w, id, "first"); });
  CHECK(store::use_login_code(temp.engine, "first", noon));
  support::write(temp.engine, [&](WriteBatch& w) { store::set_login_code(w, id, "second"); });
  CHECK_FALSE(store::use_login_code(temp.engine, "first", noon));
  CHECK(store::use_login_code(temp.engine, "second", noon + 5000));
}

TEST_CASE("users: a disabled account's login code opens nothing") {
  TempStore temp;
  const store::UserId id = support::add_user(temp.engine, "a@example.com");
  support::write(temp.engine, [&](WriteBatch& w) {
    store::set_login_code(w, id, "code");
    store::set_active(w, id, false);
  });
  CHECK_FALSE(store::use_login_code(temp.engine, "code", noon));
}

TEST_CASE("users: the neighbour's password is that of the next account that has one, or of the first") {
  TempStore temp;
  CHECK_FALSE(store::decoy_password_hash(temp.engine, "a@example.com"));
  for (const auto& [email, password] :
       {std::pair("bob@example.com", "pbkdf2_sha256$1$b"), std::pair("Dan@example.com", "pbkdf2_sha256$1$d"),
        std::pair("carl@example.com", ""), std::pair("zoe@example.com", "!unusable")}) {
    User user = someone(email);
    user.password = password;
    add(temp.engine, user);
  }
  CHECK(store::decoy_password_hash(temp.engine, "ann@example.com") == "pbkdf2_sha256$1$b");
  CHECK(store::decoy_password_hash(temp.engine, "BOB@example.com") == "pbkdf2_sha256$1$d");
  CHECK(store::decoy_password_hash(temp.engine, "carl@example.com") == "pbkdf2_sha256$1$d");
  CHECK(store::decoy_password_hash(temp.engine, "eve@example.com") == "pbkdf2_sha256$1$b");
}

TEST_CASE("users: an administrator counts who can sign in") {
  support::TempStore temp;
  CHECK_FALSE(store::has_admin(temp.engine));
  const store::UserId ann = support::add_user(temp.engine, "ann@example.com");
  const auto has_admin_after = [&](const store::UserChange& change) {
    support::write(temp.engine, [&](store::WriteBatch& w) { store::update_user(w, ann, change); });
    return store::has_admin(temp.engine);
  };
  CHECK_FALSE(has_admin_after({.admin = true}));
  CHECK(has_admin_after({.password = "x"}));
  CHECK_FALSE(has_admin_after({.active = false}));
  support::write(temp.engine, [](store::WriteBatch& w) { store::make_admin(w, "ANN@example.com", "y", 0); });
  CHECK(store::has_admin(temp.engine));
  CHECK(store::count_users(temp.engine) == 1);
}
