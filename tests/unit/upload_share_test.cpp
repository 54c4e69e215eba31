// SPDX-License-Identifier: MIT
#include "http/server/upload_share.h"

#include <doctest/doctest.h>

#include <vector>

namespace {

using http::uploads_to_evict;
using http::UploadShare;
using Shares = std::vector<UploadShare>;
using Gone = std::vector<std::size_t>;

Shares of_one(std::size_t count, std::string_view address, std::string_view account) {
  Shares shares;
  for (std::size_t i = 0; i < count; ++i) {
    shares.push_back({address, account, 1000.0 * static_cast<double>(count - i)});
  }
  return shares;
}

}  // namespace

TEST_CASE("upload share: nobody goes while nobody waits, and nobody of a share that is not above") {
  CHECK(uploads_to_evict(of_one(24, "greedy", "1"), Shares()).empty());
  CHECK(uploads_to_evict(Shares(), Shares{{"honest", "2"}}).empty());
  CHECK(uploads_to_evict(Shares{{"a", "1"}, {"b", "2"}}, Shares{{"c", "3"}}).empty());
  CHECK(uploads_to_evict(of_one(24, "greedy", "1"), Shares{{"greedy", "1"}}).empty());
}

TEST_CASE("upload share: the slowest of the address that has the most goes for another address") {
  const Shares uploads = of_one(24, "greedy", "1");
  CHECK(uploads_to_evict(uploads, Shares{{"honest", "2"}}) == Gone{23});
  CHECK(uploads_to_evict(uploads, Shares{{"honest", "2"}, {"third", "3"}}) == Gone{23, 22});
}

TEST_CASE("upload share: those who wait get no more than an equal share") {
  const Shares waiting(24, {"honest", "2"});
  CHECK(uploads_to_evict(of_one(24, "greedy", "1"), waiting).size() == 12);
}

TEST_CASE("upload share: behind one address the account that has the most gives up") {
  Shares uploads = of_one(20, "hall", "greedy");
  for (int i = 0; i < 4; ++i) uploads.push_back({"hall", "ann", 1.0});
  CHECK(uploads_to_evict(uploads, Shares{{"hall", "bob"}}) == Gone{19});
}

TEST_CASE("upload share: a slow one goes for another account though its share is no larger") {
  Shares uploads = {{"a", "1", 50'000}, {"b", "2", 1200, true, true}, {"c", "3", 1100, true, true}};
  CHECK(uploads_to_evict(uploads, Shares{{"d", "4"}}) == Gone{2});
  CHECK(uploads_to_evict(uploads, Shares{{"c", "3"}}) == Gone{1});
}

TEST_CASE("upload share: one that has only begun stays") {
  Shares uploads = of_one(2, "greedy", "1");
  uploads[1].may_go = false;
  CHECK(uploads_to_evict(uploads, Shares{{"honest", "2"}}) == Gone{0});
  uploads[0].may_go = false;
  CHECK(uploads_to_evict(uploads, Shares{{"honest", "2"}}).empty());
}
