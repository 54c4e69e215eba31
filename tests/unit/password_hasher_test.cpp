// SPDX-License-Identifier: MIT
#include "auth/password_hasher.h"

#include <doctest/doctest.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <latch>
#include <thread>
#include <vector>

namespace {

// Made with Python's hashlib, as Django writes it.
const std::string imported =
    "pbkdf2_sha256$1000$Salt0123456789abcdefgh$dPxbRTqPqmz7uCFiIhkCsoHNDqp0TipZRR4NoqXL4Fg=";
constexpr std::string_view imported_password = "رمز عبور-10 ✓";

// What a thread has had of a core: unlike the time of day it does not grow when the machine is busy.
double cpu_seconds(clockid_t thread = CLOCK_THREAD_CPUTIME_ID) {
  timespec time{};
  ::clock_gettime(thread, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// What a call costs; the least of a few runs.
template <class Call>
double cost(Call call) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double start = cpu_seconds();
    call();
    best = std::min(best, cpu_seconds() - start);
  }
  return best;
}

}  // namespace

TEST_CASE("password: a hash made here is verified here") {
  auth::PasswordHasher passwords(1000);
  const std::string stored = passwords.hash("correct horse");
  CHECK(stored.starts_with("pbkdf2_sha256$1000$"));
  CHECK(auth::is_password_hash(stored));
  CHECK(passwords.verify("correct horse", stored));
  CHECK_FALSE(passwords.verify("Correct horse", stored));
  CHECK_FALSE(passwords.verify("", stored));
}

TEST_CASE("password: the same password has another hash each time") {
  auth::PasswordHasher passwords(1);
  CHECK(passwords.hash("x") != passwords.hash("x"));
}

TEST_CASE("password: a hash from Django is verified, whatever its rounds") {
  auth::PasswordHasher passwords(5000);
  CHECK(passwords.verify(imported_password, imported));
  CHECK_FALSE(passwords.verify("another", imported));
  CHECK(passwords.verify("password", "pbkdf2_sha256$1$salt$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs="));
}

TEST_CASE("password: blanks, NUL and length count") {
  auth::PasswordHasher passwords(1);
  const std::string with_nul("a\0b", 3);
  CHECK(passwords.verify(with_nul, passwords.hash(with_nul)));
  CHECK_FALSE(passwords.verify("a", passwords.hash(with_nul)));
  CHECK_FALSE(passwords.verify("a", passwords.hash(" a ")));
  const std::string longest(5000, 'x');
  CHECK_FALSE(passwords.verify(longest + "y", passwords.hash(longest)));
}

TEST_CASE("password: only a well-formed text is a hash") {
  CHECK(auth::is_password_hash(imported));
  const std::string digest = "$salt$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=";
  CHECK(auth::is_password_hash("pbkdf2_sha256$10000000" + digest));
  for (const std::string& bad :
       {std::string(), std::string("!"), std::string("plain"), std::string("pbkdf2_sha256$1000$salt"),
        std::string("pbkdf2_sha256$1000$salt$"), std::string("pbkdf2_sha256$1000$salt$c2hvcnQ="),
        "pbkdf2_sha256$0" + digest, "pbkdf2_sha256$-1" + digest, "pbkdf2_sha256$10000001" + digest,
        "pbkdf2_sha256$1e3" + digest, "pbkdf2_sha256$" + digest, "pbkdf2_sha1$1" + digest,
        "argon2$1" + digest, "pbkdf2_sha256$1" + digest + "$", "pbkdf2_sha256$1" + digest + "=",
        std::string("pbkdf2_sha256$1$$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=")}) {
    CHECK_FALSE_MESSAGE(auth::is_password_hash(bad), bad);
  }
}

TEST_CASE("password: what is no hash verifies nothing") {
  auth::PasswordHasher passwords(1);
  CHECK_FALSE(passwords.verify("", ""));
  CHECK_FALSE(passwords.verify("plain", "plain"));
}

TEST_CASE("password: a second sign-in costs nothing, a wrong password still does") {
  auth::PasswordHasher passwords(60'000);
  const std::string stored = passwords.hash("secret");
  const double first = cost([&] { CHECK_FALSE(passwords.verify("wrong", stored)); });
  CHECK(passwords.verify("secret", stored));
  const double again = cost([&] { CHECK(passwords.verify("secret", stored)); });
  const double wrong = cost([&] { CHECK_FALSE(passwords.verify("wrong", stored)); });
  CHECK(again < first / 10);
  CHECK(wrong > first / 2);
}

TEST_CASE("password: an unknown account takes as long as a known one") {
  auth::PasswordHasher passwords(60'000);
  const std::string stored = passwords.hash("secret");
  const double known = cost([&] { passwords.verify("wrong", stored); });
  const double unknown = cost([&] { passwords.verify_dummy("wrong"); });
  const double without_hash = cost([&] { passwords.verify("wrong", ""); });
  CHECK(unknown > known / 2);
  CHECK(unknown < known * 2);
  CHECK(without_hash > known / 2);
}

TEST_CASE("password: what is remembered is bounded, and forgetting loses no account") {
  auth::PasswordHasher passwords(1);
  const std::string first = passwords.hash("first");
  CHECK(passwords.verify("first", first));
  for (int i = 0; i < 5000; ++i) CHECK(passwords.verify("x", passwords.hash("x")));
  CHECK(passwords.verify("first", first));
}

TEST_CASE("password: with one slot everybody gets a turn") {
  auth::PasswordHasher passwords(2000, 1);
  const std::string stored = passwords.hash("secret");
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back(
        [&, i] { good += passwords.verify(i % 2 == 0 ? "secret" : "wrong", stored) ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  CHECK(good == 4);
}

TEST_CASE("password: with one slot a second sign-in waits for the first") {
  auth::PasswordHasher passwords(100'000, 1);
  std::latch seen(1);
  double whole_cost = 0;
  std::thread first([&] {
    passwords.verify_dummy("x");
    whole_cost = cpu_seconds();
    seen.wait();
  });
  clockid_t of_first{};
  REQUIRE(::pthread_getcpuclockid(first.native_handle(), &of_first) == 0);
  while (cpu_seconds(of_first) < 0.005) std::this_thread::sleep_for(std::chrono::milliseconds(1));

  passwords.verify("x", "pbkdf2_sha256$1$salt$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=");
  const double cost_when_second_was_done = cpu_seconds(of_first);
  seen.count_down();
  first.join();
  CHECK(cost_when_second_was_done > whole_cost * 0.9);
}

TEST_CASE("password: the measured rounds are thousands within the bounds") {
  const std::uint32_t rounds = auth::calibrated_rounds();
  CHECK(rounds >= auth::min_rounds);
  CHECK(rounds <= auth::max_rounds);
  CHECK(rounds % 1000 == 0);
}
