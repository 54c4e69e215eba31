// SPDX-License-Identifier: MIT
#include "base/anonymous_file.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/temp_folder.h"

TEST_CASE("scratch: lines come back as they were written, and no name is left") {
  const support::TempFolder folder;
  base::AnonymousFile scratch(folder / "copies");
  CHECK(std::filesystem::is_empty(folder / "copies"));
  std::uint64_t size = 0;
  for (int number = 0; number < 20'000; ++number) {
    const std::string line(static_cast<std::size_t>(number % 37), static_cast<char>('a' + number % 26));
    scratch.write(line + "\n");
    size += line.size() + 1;
  }
  CHECK(scratch.size() == size);
  std::string line;
  int number = 0;
  for (; scratch.read_line(line); ++number) {
    if (line != std::string(static_cast<std::size_t>(number % 37), static_cast<char>('a' + number % 26)))
      break;
  }
  CHECK(number == 20'000);
  CHECK_FALSE(scratch.read_line(line));
}

TEST_CASE("scratch: or the file as a whole") {
  const support::TempFolder folder;
  base::AnonymousFile scratch(folder / "copies");
  scratch.write("abc");
  const base::Descriptor file = scratch.release();
  char bytes[8] = {};
  CHECK(base::read_up_to(file, bytes, sizeof bytes) == 3);
  CHECK(std::string(bytes) == "abc");
  std::string line;
  base::AnonymousFile empty(folder / "copies");
  CHECK_FALSE(empty.read_line(line));
}
