// SPDX-License-Identifier: MIT
#include "auth/account_validation.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("account rules: passwords that will do, and that will not") {
  const auto fault = [](const std::string& password) {
    return std::string(auth::validate_new_password(password, "leopoldine@example.com").value_or(""));
  };
  for (const std::string good : {"correct horse", "سلام دنیا", "leopoldine and two", "x7 k2 9a"})
    CHECK(fault(good) == "");
  CHECK(fault(std::string(4095, 'x') + "y") == "");
  for (const std::string shorter : {"", "seven77", "۱۲۳۴۵۶۷", "   seven77   "}) {
    CHECK(fault(shorter) == "This password is too short. It must contain at least 8 characters.");
  }
  CHECK(fault(std::string(4097, 'x')) == "This password is too long. It may have at most 4096 bytes.");
  // Of Django's list these are the first, the last and two that a shell or CMake would take for something
  // else.
  for (const std::string common : {"12345678", "PassWord", " password1 ", "۱۲۳۴۵۶۷۸", "opensesame",
                                   "Secret123", "qwertyuiop[]", "asdfjkl;", "pa$$word", "expobox1"}) {
    CHECK(fault(common) == "This password is too common.");
  }
  for (const std::string own : {"leopoldine@example.com", "LEOPOLDINE@example.com", "Leopoldine",
                                "leopoldine2", "example.com", "my leopoldine@example.com"}) {
    CHECK(fault(own) == "The password is too similar to the email address.");
  }
  const auto beside = [](const std::string& event_name) {
    return std::string(auth::validate_new_password("Book Fair 2026", "a@b", event_name).value_or(""));
  };
  for (const std::string event : {"Book Fair 2026", "BOOKFAIR 2026", " book fair 2026 "}) {
    CHECK(beside(event) == "The password is too similar to the event's name.");
  }
  for (const std::string event : {"", "Book Fair", "Book Fair 2027"}) CHECK(beside(event) == "");
}
