// SPDX-License-Identifier: MIT
#include "store/sessions.h"

#include "support/store_fixture.h"

namespace {

// An administrator with a session "a" until second 100 of the uptime.
struct Office {
  support::TempStore temp;
  store::User chief;

  Office() {
    chief.id = support::add_user(temp.engine, "chief@example.com");
    write([&](store::WriteBatch& w) { store::update_user(w, chief.id, {.admin = true}); });
    chief = *store::user_by_id(temp.engine, chief.id);
    write([&](store::WriteBatch& w) { store::add_session(w, "a", chief, 100); });
  }
  template <class Fill>
  void write(Fill fill) {
    REQUIRE_FALSE(support::write(temp.engine, fill).refused);
  }
  bool good(std::string_view token = "a", std::int64_t uptime = 99) {
    const auto user = store::user_of_session(temp.engine, token, uptime);
    if (user) CHECK(*user == chief.id);
    return user.has_value();
  }
};

}  // namespace

TEST_CASE("sessions: good until its second, under its own name") {
  Office office;
  CHECK(office.good());
  CHECK_FALSE(office.good("a", 100));
  CHECK_FALSE(office.good("b"));
}

TEST_CASE("sessions: no good when the account is disabled, demoted, changed its password, or is gone") {
  const std::function<void(store::WriteBatch&, const store::User&)> table[] = {
      [](store::WriteBatch& w, const store::User& chief) {
        store::update_user(w, chief.id, {.active = false});
      },
      [](store::WriteBatch& w, const store::User& chief) {
        store::update_user(w, chief.id, {.admin = false});
      },
      [](store::WriteBatch& w, const store::User& chief) { store::set_password(w, chief.id, "other"); },
      [](store::WriteBatch& w, const store::User& chief) {
        w.run("DELETE FROM users WHERE id = ?", chief.id);
      },
  };
  for (const auto& change : table) {
    Office office;
    REQUIRE(office.good());
    office.write([&](store::WriteBatch& w) { change(w, office.chief); });
    CHECK_FALSE(office.good());
  }
}

TEST_CASE("sessions: one is ended, the ended are forgotten, the others stay") {
  Office office;
  office.write([&](store::WriteBatch& w) {
    store::add_session(w, "b", office.chief, 200);
    store::add_session(w, "c", office.chief, 300);
  });
  office.write([](store::WriteBatch& w) { store::delete_session(w, "c"); });
  CHECK_FALSE(office.good("c"));
  office.write([](store::WriteBatch& w) { store::delete_expired_sessions(w, 100); });
  CHECK_FALSE(office.good("a"));
  CHECK(office.good("b"));
  CHECK(support::number(office.temp.engine, "SELECT count(*) FROM sessions") == 1);
}

TEST_CASE("sessions: none for an account that is gone") {
  Office office;
  store::User nobody = office.chief;
  nobody.id = {999};
  CHECK(support::write(office.temp.engine, [&](store::WriteBatch& w) {
          store::add_session(w, "x", nobody, 100);
        }).refused == store::Rejection::not_found);
}
