// SPDX-License-Identifier: MIT
#include "store/settings.h"

#include "support/store_fixture.h"

TEST_CASE("settings: a value is what was last set, nothing before") {
  support::TempStore temp;
  CHECK_FALSE(store::setting(temp.engine, "box_name"));
  support::write(temp.engine, [](store::WriteBatch& w) { store::set_setting(w, "box_name", "Hall 1"); });
  support::write(temp.engine, [](store::WriteBatch& w) {
    store::set_setting(w, "box_name", "Hall 2");
    store::set_setting(w, "empty", "");
  });
  CHECK(store::setting(temp.engine, "box_name") == "Hall 2");
  CHECK(store::setting(temp.engine, "empty") == "");
}

TEST_CASE("settings: one is taken away, if it is what it was thought to be") {
  support::TempStore temp;
  support::write(temp.engine, [](store::WriteBatch& w) {
    store::set_setting(w, "a", "1");
    store::set_setting(w, "b", "2");
  });
  const auto take = [&](std::string_view value) {
    return support::write(temp.engine, [&](store::WriteBatch& w) { store::delete_setting_if(w, "a", value); })
        .refused;
  };
  CHECK(take("2") == store::Rejection::version_mismatch);
  CHECK(store::setting(temp.engine, "a") == "1");
  CHECK_FALSE(take("1"));
  CHECK(take("1") == store::Rejection::version_mismatch);
  support::write(temp.engine, [](store::WriteBatch& w) { store::delete_setting(w, "b"); });
  CHECK_FALSE(store::setting(temp.engine, "b"));
}
