// SPDX-License-Identifier: MIT
#include "base/text/tar.h"

#include <doctest/doctest.h>

#include <cstdio>

namespace {

// With the right checksum for what it says now.
std::string resealed(std::string block) {
  block.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  char text[8] = {};
  std::snprintf(text, sizeof text, "%06o", sum);
  block.replace(148, 8, std::string(text, 7) + ' ');
  return block;
}

std::string with(std::size_t at, const std::string& text) {
  std::string block = base::tar_header({"media/aa/x.jpg", 5, 1});
  return resealed(block.replace(at, text.size(), text));
}

}  // namespace

TEST_CASE("tar: a header is where and what POSIX says") {
  const std::string block = base::tar_header({"media/3f/a.jpg", 1000, 1'780'000'000});
  REQUIRE(block.size() == base::tar_block);
  CHECK(block.substr(0, 15) == std::string("media/3f/a.jpg\0", 15));
  CHECK(block.substr(100, 8) == std::string("0000600\0", 8));
  CHECK(block.substr(124, 12) == std::string("00000001750\0", 12));
  CHECK(block.substr(136, 12) == std::string("15206122400\0", 12));
  CHECK(block.substr(156, 1) == "0");
  CHECK(block.substr(257, 8) == std::string("ustar\0"
                                            "00",
                                            8));
  CHECK(resealed(block) == block);
}

TEST_CASE("tar: what is written is read again, also beyond 8 GB") {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{511}, std::uint64_t{077777777777},
                                   std::uint64_t{077777777777} + 1, std::uint64_t{1} << 50}) {
    const auto read = base::read_tar_header(base::tar_header({std::string(99, 'n'), size, 12}));
    REQUIRE(read);
    CHECK(read->name == std::string(99, 'n'));
    CHECK(read->size == size);
    CHECK(read->modified == 12);
  }
  CHECK_FALSE(base::read_tar_header(std::string(512, '\0')));
  CHECK_THROWS_AS(base::tar_header({std::string(100, 'n'), 1, 1}), base::TarError);
}

TEST_CASE("tar: contents are filled up to a block") {
  CHECK(base::tar_padding(0) == 0);
  CHECK(base::tar_padding(1) == 511);
  CHECK(base::tar_padding(512) == 0);
  CHECK(base::tar_padding(513) == 511);
}

TEST_CASE("tar: a header that is damaged, cut short or no file's is refused") {
  const std::string good = base::tar_header({"media/aa/x.jpg", 5, 1});
  for (const std::size_t at : {0, 124, 130, 148, 156, 257, 511}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    CHECK_THROWS_AS(base::read_tar_header(bad), base::TarError);
  }
  CHECK_THROWS_AS(base::read_tar_header(good.substr(1)), base::TarError);
  CHECK_THROWS_AS(base::read_tar_header(""), base::TarError);
  for (const char kind : {'1', '2', '5', 'L', 'x', 'g', '\0'}) {
    CHECK_THROWS_AS(base::read_tar_header(with(156, std::string(1, kind))), base::TarError);
  }
  CHECK_THROWS_AS(base::read_tar_header(with(257, "ustar ")), base::TarError);
  CHECK_THROWS_AS(base::read_tar_header(with(124, "-0000000005")), base::TarError);
  CHECK_THROWS_AS(base::read_tar_header(with(124, "00000000009")), base::TarError);
  CHECK(base::read_tar_header(with(124, "          7"))->size == 7);
}
