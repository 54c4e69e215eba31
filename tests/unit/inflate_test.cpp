// SPDX-License-Identifier: MIT
#include "media/formats/inflate.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "base/text/text.h"
#include "support/samples.h"

namespace {

constexpr std::string_view dynamic =
    "eNptWEmqHUcQ3Pcp/hFyHo5jEAJjWxLo/uBsLV/EtvmfF5UVGUPJ179//ffr99fP71///P3j25c8+vFFn/j4Ys9+fPFH6+NTPJYf"
    "n/Lxz7+qJxYQVACEUcCgIojCFGBoBODQWgCiW4DE4Ax6xyrAYoMTcQvA4qWAJeAcN5RQwBKDY0lbwJJdgKXgHPEU/F0+bTiXht+V"
    "ZwJZsnCO4wmc9+5IyGBUYIJ3S5rIF8U7Oc4aXJ4+6oXTOTYEQkrGm4IDvcQBJh6kLhyRDjD7IK0T8gicyB9TtlEmOCVzCYBkIcgg"
    "SzjR0bkEd8tacEo28OsHaRVp5HiielwdF+yWBKfkXig5HoNccryjW7I23DKfwCn5FqpPCOFSIOvsCU9ctYjBKUUZilB0KZFDOJE8"
    "KWTfUgenlG6oRBmNXMoi+pzduHG5RjRaiBzdKZFLFUSoK0uJIpEp1QzRJEnkUjO1bl/cuM7CKXUH6lIv4dIokeyxUaKTzMsqUJdm"
    "HLm0QnT7EOHGbQhOaUtQl3YEuXQHIup9Si1Mv0OYgBfRppN1JRKuwjRczYmIn2ATFdcqIuM6Q3TclAm5uREltwwi5dZFtNyWUEvd"
    "iJqrR+IKniAy1/M1lCoNLeTXDYdIuh7rSF6KGWZ9aqhXmk7SgRLNOGQ5jct4aI3MrJyI1nuZhGe1RNy1lWQo7WAza5zvIetNwrNh"
    "Cv+aOK6lDvLhkK2wpLmUZ1tE5nWRv2fQosQOTXAvzqKlncQGsm+XG9TJbp64CM7M3sMhMjOWHUjMOGSGunPIXCVIomFqZt5KEnoI"
    "y+jhLGhFsZndFQcpL6jn+WZ/Iv2W6BKH7NyQzKySpFI7oiLPjDjaIetM3E1r5pN2rEY9s0H31bfDEA+wNbKbtjlkZotJ4U8YJKHC"
    "pYgHuGzjbl5yJD3n2Ev0zA2zUrwxk3iAG0tg7kpm5o657k2qQ9qgB/OAs4DF3fTADHrI0llczSY8u05JPOAiNOnMZzjENy8wx5IY"
    "XU6i/dBsf4WQhPvBxnDI1oTE+y2SNYLkkkvTgu3m7dFDilCoET17zZSFfGEp/8SExHwbMrNwKxL0nbXG6/jEAyKwix6y2MCZRTrJ"
    "sZFNeHYNhHhAVJGKHS3EN6PTUM+isePb+1ZBPOANILibsTZkZsveIlKUZI0kWvL2I2nczdRkDemsF/XszhvIs/t/4gHpTvJZ+pCZ"
    "ZeB7kb0tjdTJTOYB5wCLu3mqTt618tIV6lm2Ep5lF/GAHCHdO0/6yMwuKKCe5SZ5+rvfIh5QkmQ3X5HDmZUmeagoE5I1iuSSq5eO"
    "f3vIPEl1epss6lkF4j1kyV51KpPksyo2s3c1Uc+qhfTMIvd2yAbv+JBNkSewWiWZ9lhGeNZixANampVyNeKbrbgXV8vNyXthG+sB"
    "7Ww3r+0PzqwjyQtGp5Cs0aTjHLJS8qra1aQ7dTM960bt+/O2SjygZ0k+u9pCZjYi5O15pEjfHGUeMIp+8T5nOHkbG1uSaceT8GyC"
    "vdBPFOnok8w3J9Fj630+IQ+J06wHXFEjuzmDmeCQzZB3jVmWNf4H39hTxg==";

std::string text_of(std::string_view base64, std::size_t most = 10'000) {
  return media::inflate(base::base64_decode(base64).value(), most).value_or("nothing");
}

}  // namespace

// Made by zlib 1.3: level 0, fixed codes, dynamic codes.
TEST_CASE("inflate: blocks of each kind") {
  CHECK(media::inflate(support::zlib_stored(std::string(70'000, 'x')), 70'000) == std::string(70'000, 'x'));
  CHECK(text_of("eAFLVMhJzC3QUUhEoQFQBwca") == "a lamp, a lamp, a lamp");
  std::string long_text;
  for (int i = 0; i < 300; ++i)
    long_text += std::to_string(i * i) + " lamps of kind " + std::to_string(i % 7) + "\n";
  CHECK(text_of(dynamic) == long_text);
  CHECK(text_of(dynamic, long_text.size()) == long_text);
  CHECK(text_of(dynamic, long_text.size() - 1) == "nothing");
}

TEST_CASE("inflate: what is malformed is nothing, and never more than asked for") {
  const std::string good = base::base64_decode(dynamic).value();
  for (std::size_t length = 0; length + 4 < good.size(); length += 7) {
    CHECK(media::inflate(std::string_view(good).substr(0, length), 10'000) == std::nullopt);
  }
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good;
    for (int hits = 0; hits < 4; ++hits)
      bytes[2 + random() % (bytes.size() - 2)] = static_cast<char>(random());
    CHECK(media::inflate(bytes, 3000).value_or("").size() <= 3000);
  }
}
