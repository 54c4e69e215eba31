// SPDX-License-Identifier: MIT
#include "auth/login_code.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/text/text.h"
#include "crypto/hash.h"

TEST_CASE("login code: four groups of four characters of Crockford's alphabet, never the same twice") {
  std::set<std::string> codes;
  std::set<char> characters;
  for (int at = 0; at < 200; ++at) {
    const std::string code = auth::new_login_code();
    CHECK(code.size() == 19);
    for (const std::size_t dash : {4U, 9U, 14U}) CHECK(code.at(dash) == '-');
    CHECK(std::ranges::count(code, '-') == 3);
    characters.insert(code.begin(), code.end());
    codes.insert(code);
  }
  CHECK(codes.size() == 200);
  characters.erase('-');
  CHECK(std::string(characters.begin(), characters.end()) == "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
}

TEST_CASE("login code: the hash is SHA-256 of the bare characters") {
  CHECK(auth::login_code_hash("7KQ2-M0XH-9VDB-RT4E") == base::hex(crypto::sha256("7KQ2M0XH9VDBRT4E")));
}

TEST_CASE("login code: case, blanks, dashes, look-alikes and Persian digits make no difference") {
  const std::string hash = auth::login_code_hash("01Q2-M0XH-1VDB-RT4E");
  for (const char* typed : {"01q2m0xh1vdbrt4e", " 01Q2 M0XH 1VDB RT4E\n", "O1Q2-MOXH-IVDB-RT4E",
                            "oLq2-m0xh-lvdb-rt4e", "۰۱Q۲-M۰XH-۱VDB-RT۴E", "http://10.0.0.7:8000/#/code/01Q2-M0XH-1VDB-RT4E",
                            "https://expobox.local:8443/#/code/01q2m0xh1vdbrt4e ", "01Q2–M0XH—1VDB‑RT4E",
                            "\u202a01Q2\u00a0M0XH\u200f 1VDB RT4E\u202c", "\ufeff０１Q2-M0XH-1VDB-RT4E"}) {
    CHECK(auth::login_code_hash(typed) == hash);
  }
  CHECK(auth::login_code_hash("01Q2-M0XH-1VDB-RT4F") != hash);
}
