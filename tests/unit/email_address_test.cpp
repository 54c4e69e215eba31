// SPDX-License-Identifier: MIT
#include "auth/email_address.h"

#include <doctest/doctest.h>

#include <string>

using auth::canonical_email;

TEST_CASE("e-mail: what is pasted around an address goes") {
  const std::string wanted = "ann.lee@example.com";
  for (const char* typed :
       {"ann.lee@example.com", "  ann.lee@example.com\t", "\u00a0ann.lee@example.com\u00a0", "mailto:ann.lee@example.com",
        "MAILTO:ann.lee@example.com?subject=Fair", "<ann.lee@example.com>", "Ann Lee <ann.lee@example.com>",
        "\"Lee, Ann\" <ann.lee@example.com>", "\"ann.lee@example.com\"", "'ann.lee@example.com'", "=\"ann.lee@example.com\"",
        "ann.lee@example.com,", "ann.lee@example.com; ", "<mailto:ann.lee@example.com>;", "“ann.lee@example.com”",
        "\u200bann.lee@example.com\u200e", "\ufeffann.lee@exam\u00adple.com", "\u202aann.lee@example.com\u202c"}) {
    CHECK_MESSAGE(canonical_email(typed) == wanted, typed);
  }
}

TEST_CASE("e-mail: one form for each mailbox") {
  CHECK(canonical_email("info@xn--mller-kva.de") == "info@müller.de");
  CHECK(canonical_email("info@XN--MLLER-KVA.de") == "info@müller.de");
  CHECK(canonical_email("info@mu\u0308ller.de") == "info@müller.de");
  CHECK(canonical_email("Info@MÜLLER.de") == "Info@MüLLER.de");  // the store compares ASCII without case
  CHECK(canonical_email("jose\u0301@example.com") == "josé@example.com");
  CHECK(canonical_email("x@xn--fiqs8s") == "x@中国");
  CHECK(canonical_email("x@xn--mgbaam7a8h.example") == "x@امارات.example");
}

TEST_CASE("e-mail: what is no address is not changed into one") {
  for (const char* typed : {"", "ann", "xn--", "<>", "\"", "mailto:", "ann@xn--\xff", "=\"\"", "ann@", "@"}) {
    CHECK_FALSE_MESSAGE(auth::is_email(canonical_email(typed)), typed);
  }
  CHECK(canonical_email("ann@xn--99999999999999.de") == "ann@xn--99999999999999.de");  // no Punycode
}

TEST_CASE("e-mail: an address has one @ and neither blanks nor what lists and links put around it") {
  CHECK(auth::is_email(std::string(252, 'a') + "@b"));
  CHECK_FALSE(auth::is_email(std::string(253, 'a') + "@b"));
  for (const char* good : {"a@b", "Ann.B+c@müller.example", "ann.lee+fair@example.com", "علی@نمونه.ایران", "o'neil@example.com"}) {
    CHECK_MESSAGE(auth::is_email(good), good);
  }
  for (const char* bad : {"", "@b", "a@", "a@b@c", "a b@c", "a@b\u00a0", "mailto:a@b", "<a@b>", "a@b,c@d", "a@b\n", "\xff@b", "a@[1.2.3.4]", "\"a\"@b"}) {
    CHECK_FALSE_MESSAGE(auth::is_email(bad), bad);
  }
}
