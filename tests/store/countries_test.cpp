// SPDX-License-Identifier: MIT
#include "store/countries.h"

#include <set>

#include "support/store_fixture.h"

using store::Country;
using store::Rejection;
using support::TempStore;

namespace {

store::WriteResult replace(store::Database& engine, const std::vector<Country>& list) {
  return support::write(engine, [&](store::WriteBatch& w) { store::replace_countries(w, list); });
}

std::int64_t last_change(store::Database& engine) {
  return support::number(engine, "SELECT max(seq) FROM changes");
}

}  // namespace

TEST_CASE("countries: a fresh store holds ISO 3166-1") {
  TempStore temp;
  const auto all = store::countries(temp.engine);
  REQUIRE(all.size() == 249);
  CHECK(store::count_countries(temp.engine) == 249);
  std::set<std::string> codes;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].id.value == static_cast<std::int64_t>(i) + 1);
    CHECK(all[i].code.size() == 2);
    codes.insert(all[i].code);
  }
  CHECK(codes.size() == 249);
  CHECK(all.front().name == "Afghanistan");
  CHECK(all[1].name == "Åland Islands");
  CHECK(all.back().name == "Zimbabwe");
  CHECK(store::country_exists(temp.engine, {249}));
  CHECK_FALSE(store::country_exists(temp.engine, {250}));
}

TEST_CASE("countries: a window is a part of the list by id") {
  TempStore temp;
  const auto part = store::countries(temp.engine, {.offset = 247, .limit = 5});
  REQUIRE(part.size() == 2);
  CHECK(part[0].id.value == 248);
  CHECK(store::countries(temp.engine, {.offset = 300, .limit = 5}).empty());
}

TEST_CASE("countries: a list replaces the earlier one") {
  TempStore temp;
  CHECK_FALSE(replace(temp.engine, {{{500}, "Türkiye", "TR"}, {{1}, "United States", "US"}}).refused);
  const auto all = store::countries(temp.engine);
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "United States");
  CHECK(all[0].code == "US");
  CHECK(all[1].id.value == 500);
}

TEST_CASE("countries: one that a booth is of stays, and may get another name but not another code") {
  TempStore temp;
  support::add_booth(temp.engine, support::add_user(temp.engine, "a@example.com"));  // of country 1, AF
  CHECK_FALSE(replace(temp.engine, {{{2}, "Germany", "DE"}}).refused);
  REQUIRE(store::count_countries(temp.engine) == 2);
  CHECK(store::countries(temp.engine)[0].code == "AF");

  CHECK(replace(temp.engine, {{{7}, "Japan", "JP"}, {{1}, "United States", "US"}}).refused ==
        Rejection::already_exists);
  const auto after = store::countries(temp.engine);
  REQUIRE(after.size() == 2);
  CHECK(after[1].code == "DE");

  CHECK_FALSE(replace(temp.engine, {{{1}, "Afghanistan, the", "AF"}}).refused);
  CHECK(store::countries(temp.engine)[0].name == "Afghanistan, the");
}

TEST_CASE("countries: the same list again is no change to anybody") {
  TempStore temp;
  const std::vector<Country> list = {{{1}, "United States", "US"}, {{2}, "Canada", "CA"}};
  replace(temp.engine, list);
  const std::int64_t before = last_change(temp.engine);
  CHECK_FALSE(replace(temp.engine, list).refused);
  CHECK(last_change(temp.engine) == before);
  replace(temp.engine, {{{1}, "United States", "US"}, {{2}, "Kanada", "CA"}});
  CHECK(last_change(temp.engine) == before + 1);
}

TEST_CASE("countries: one is added, renamed and removed; names and codes are each one's alone") {
  TempStore temp;
  const auto add = [&](const char* name, const char* code) {
    return support::write(temp.engine, [&](store::WriteBatch& w) { store::add_country(w, name, code); });
  };
  const store::CountryId atlantis{support::id_of(add("Atlantis", "XA"))};
  CHECK(atlantis.value == 250);
  CHECK(add("atlantis", "XB").refused == Rejection::already_exists);
  CHECK(add("Other", "XA").refused == Rejection::already_exists);

  const auto update = [&](store::CountryId id, std::optional<std::string> name,
                          std::optional<std::string> code) {
    return support::write(temp.engine,
                          [&](store::WriteBatch& w) { store::update_country(w, id, name, code); });
  };
  CHECK(store::read_returned_country(update(atlantis, "Lost Atlantis", {}).rows.at(0)).code == "XA");
  CHECK(update(atlantis, {}, "AF").refused == Rejection::already_exists);
  CHECK(update({999}, "Nowhere", {}).refused == Rejection::not_found);
  CHECK(store::country_by_id(temp.engine, atlantis)->name == "Lost Atlantis");
  CHECK(store::find_country_conflict(temp.engine, atlantis, "albania", "XA").name);
  CHECK_FALSE(store::find_country_conflict(temp.engine, atlantis, "albania", "XA").code);

  const auto remove = [&](store::CountryId id) {
    return support::write(temp.engine, [&](store::WriteBatch& w) { store::delete_country(w, id); }).refused;
  };
  support::add_booth(temp.engine, support::add_user(temp.engine, "a@example.com"));
  CHECK(remove({1}) == Rejection::invalid_reference);
  CHECK_FALSE(remove(atlantis));
  CHECK(remove(atlantis) == Rejection::not_found);
  CHECK(support::id_of(add("Newland", "XN")) == 251);  // an id stays its country's
}
