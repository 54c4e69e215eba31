// SPDX-License-Identifier: MIT
#include "store/settings.h"

#include "support/store_support.h"

TEST_CASE("settings: a value is what was last set, nothing before") {
  support::TempStore temp;
  CHECK_FALSE(store::setting(temp.engine, "box_name"));
  support::write(temp.engine, [](store::Write& w) { store::set_setting(w, "box_name", "Hall 1"); });
  support::write(temp.engine, [](store::Write& w) {
    store::set_setting(w, "box_name", "Hall 2");
    store::set_setting(w, "empty", "");
  });
  CHECK(store::setting(temp.engine, "box_name") == "Hall 2");
  CHECK(store::setting(temp.engine, "empty") == "");
}
