// SPDX-License-Identifier: MIT
#include "api/common/python_numbers.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

TEST_CASE("numbers: integers are read as Python reads them") {
  CHECK(api::python_int("10") == 10);
  CHECK(api::python_int(" +7\n") == 7);
  CHECK(api::python_int("-0") == 0);
  CHECK(api::python_int("007") == 7);
  CHECK(api::python_int("1_000") == 1000);
  CHECK(api::python_int("۱۲٣") == 123);
  for (const char* text : {"", " ", "+", "-", "_1", "1_", "1__0", "1.0", "0x1", "1e3", "1 0", "--1", "ten"}) {
    CHECK_MESSAGE(!api::python_int(text), text);
  }
}

TEST_CASE("numbers: an integer that does not fit becomes the nearest that does") {
  CHECK(api::python_int("99999999999999999999") == std::numeric_limits<std::int64_t>::max());
  CHECK(api::python_int("-99999999999999999999") == std::numeric_limits<std::int64_t>::min());
}

namespace {

// The price as stored, or what is wrong with it.
std::string price(std::string_view text) {
  const auto number = api::python_decimal(text);
  if (!number) return "no number";
  const auto fault = api::price_fault(*number);
  return fault ? std::string(*fault) : api::price_text(*number);
}

}  // namespace

TEST_CASE("numbers: prices are read as Python's decimal does, and written with two places") {
  const std::pair<const char*, const char*> table[] = {
      {"7", "7.00"},        {"0", "0.00"},
      {"-0", "0.00"},       {".5", "0.50"},
      {"5.", "5.00"},       {"+12.30", "12.30"},
      {"1e3", "1000.00"},   {"1E+7", "10000000.00"},
      {"25e-1", "2.50"},    {"1e-2", "0.01"},
      {"-0.00e1", "0.00"},  {"４५.१", "45.10"},
      {"00001.10", "1.10"}, {"99999999.99", "99999999.99"},
      {"-5.25", "-5.25"},   {"1_0.5", "10.50"},
      {"۱۲.۵", "12.50"},    {"0e5", "0.00"},
      {"0.00", "0.00"},     {"12_", "12.00"},
  };
  for (const auto& [text, stored] : table) CHECK_MESSAGE(price(text) == stored, text);
}

TEST_CASE("numbers: what is no decimal number is none") {
  for (const char* text : {"", ".", "-", "cheap", "NaN", "-inf", "Infinity", "1,5", "1e", "1e+", "e5",
                           "1.2.3", "0x1", "1e1000000000000000000", "1e-99999999999999999999", "$5"}) {
    CHECK_MESSAGE(price(text) == "no number", text);
  }
}

TEST_CASE("numbers: a price that is too long is told by the first rule it breaks") {
  const std::string digits = "Ensure that there are no more than 10 digits in total.";
  const std::string places = "Ensure that there are no more than 2 decimal places.";
  const std::string whole = "Ensure that there are no more than 8 digits before the decimal point.";
  CHECK(price("12345678901") == digits);
  CHECK(price("0.00000000001") == digits);
  CHECK(price("1e999999999999999999") == digits);
  CHECK(price("0e10") == digits);
  CHECK(price("1.234") == places);
  CHECK(price("1.000") == places);
  CHECK(price("1e-3") == places);
  CHECK(price("123456789") == whole);
  CHECK(price("1e8") == whole);
  CHECK(price("123456789.0") == whole);
}
