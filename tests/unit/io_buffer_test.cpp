// SPDX-License-Identifier: MIT
#include "base/io_buffer.h"

#include <doctest/doctest.h>

#include <cstring>
#include <set>
#include <thread>
#include <utility>
#include <vector>

using base::IoBuffer;

TEST_CASE("io buffer: buffers in use are distinct, also when more are used and released than are kept") {
  for (int round = 0; round < 3; ++round) {
    std::vector<IoBuffer> buffers(20);
    std::set<char*> addresses;
    for (const IoBuffer& buffer : buffers) {
      std::memset(buffer.data(), round, IoBuffer::size);
      addresses.insert(buffer.data());
    }
    CHECK(addresses.size() == buffers.size());
  }
}

TEST_CASE("io buffer: a buffer that was moved is released once") {
  IoBuffer first;
  char* const bytes = first.data();
  const IoBuffer second = std::move(first);
  CHECK(second.data() == bytes);
  const IoBuffer third, fourth;
  CHECK(third.data() != bytes);
  CHECK(fourth.data() != third.data());
}

TEST_CASE("io buffer: threads do not get the same buffer") {
  std::vector<std::thread> threads;
  for (int id = 1; id <= 8; ++id) {
    threads.emplace_back([id] {
      for (int i = 0; i < 200; ++i) {
        const IoBuffer buffer;
        std::memset(buffer.data(), id, IoBuffer::size);
        for (std::size_t at = 0; at < IoBuffer::size; at += 4096) REQUIRE(buffer.data()[at] == id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}
