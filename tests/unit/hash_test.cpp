// SPDX-License-Identifier: MIT
#include "crypto/hash.h"

#include <doctest/doctest.h>

#include <array>
#include <utility>

#include "base/text/text.h"
#include "crypto/sha256_compress.h"

using base::hex;

namespace {

std::string repeated(char c, std::size_t times) { return std::string(times, c); }

}  // namespace

TEST_CASE("hash: SHA-256 has the values of FIPS 180") {
  CHECK(hex(crypto::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(crypto::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(crypto::sha256(repeated('a', 1'000'000))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("hash: SHA-256 does not mind in which pieces the bytes come") {
  const std::string text = repeated('x', 300);
  for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U, 300U}) {
    crypto::Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece)
      hash.update(std::string_view(text).substr(at, piece));
    CHECK(hash.digest() == crypto::sha256(text));
  }
}

TEST_CASE("hash: this machine's fastest way gives what the portable one gives") {
  std::array<unsigned char, 64 * 40> bytes;
  unsigned value = 1;
  for (unsigned char& byte : bytes) {
    value = value * 1'103'515'245 + 12'345;
    byte = static_cast<unsigned char>(value >> 16);
  }
  for (std::size_t blocks = 0; blocks <= 40; ++blocks) {
    crypto::Sha256State portable = {1, 2, 3, 4, 5, 6, 7, 0xffffffff}, fastest = portable;
    crypto::sha256_compress_portable()(portable, bytes.data(), blocks);
    crypto::select_sha256_compress()(fastest, bytes.data(), blocks);
    CHECK(fastest == portable);
  }
}

TEST_CASE("hash: SHA-256 of every length up to some blocks is what the pieces make of it") {
  for (std::size_t length = 0; length < 200; ++length) {
    const std::string text = repeated('y', length);
    crypto::Sha256 hash;
    for (const char c : text) hash.update({&c, 1});
    CHECK(hash.digest() == crypto::sha256(text));
  }
}

TEST_CASE("hash: a moved SHA-256 goes on where it was") {
  crypto::Sha256 first;
  first.update("a");
  crypto::Sha256 second(std::move(first));
  second.update("bc");
  CHECK(second.digest() == crypto::sha256("abc"));
}

TEST_CASE("hash: HMAC-SHA-256 has the values of RFC 4231") {
  CHECK(hex(crypto::hmac_sha256(repeated('\x0b', 20), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(crypto::hmac_sha256(repeated('\xaa', 20), repeated('\xdd', 50))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  std::string key;
  for (char c = 1; c <= 25; ++c) key += c;
  CHECK(hex(crypto::hmac_sha256(key, repeated('\xcd', 50))) ==
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hex(crypto::hmac_sha256(repeated('\xaa', 131),
                                "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hex(crypto::hmac_sha256(
            repeated('\xaa', 131),
            "This is a test using a larger than block-size key and a larger than block-size "
            "data. The key needs to be hashed before being used by the HMAC algorithm.")) ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("hash: PBKDF2 has the values of RFC 7914") {
  CHECK(hex(crypto::pbkdf2_sha256("passwd", "salt", 1)) ==
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  CHECK(hex(crypto::pbkdf2_sha256("Password", "NaCl", 80'000)) ==
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST_CASE("hash: PBKDF2 has the values of Python's hashlib") {
  CHECK(hex(crypto::pbkdf2_sha256("password", "salt", 2)) ==
        "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
  CHECK(hex(crypto::pbkdf2_sha256("password", "salt", 4096)) ==
        "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
  CHECK(hex(crypto::pbkdf2_sha256("رمز عبور-10 ✓", "Salt0123456789abcdefgh", 1000)) ==
        "74fc5b453a8faa6cfbb82162221902b281cd0eaa744e2a59451e0da2a5cbe058");
  CHECK(hex(crypto::pbkdf2_sha256(repeated('k', 100), repeated('s', 80), 3)) ==
        "9d185b323741d82a38f2452cd0d5ab41894d81e9067525898174a98417c2e9db");
}

TEST_CASE("hash: equal is equality") {
  CHECK(crypto::constant_time_equal("", ""));
  CHECK(crypto::constant_time_equal("abc", "abc"));
  CHECK_FALSE(crypto::constant_time_equal("abc", "abd"));
  CHECK_FALSE(crypto::constant_time_equal("abc", "abcd"));
  CHECK_FALSE(crypto::constant_time_equal(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}
