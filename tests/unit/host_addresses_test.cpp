// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/host/addresses.h"

TEST_CASE("addresses: what is one, and what is only this machine's own") {
  for (const char* good : {"10.0.0.7", "127.0.0.1", "::1", "[::1]", "fe80::1", "[fe80::1]"}) {
    CHECK_MESSAGE(base::is_ip_address(good), good);
  }
  for (const char* bad :
       {"", "box", "box.local", "10.0.0", "10.0.0.256", "[10.0.0.7]", "[::1", "127.local"}) {
    CHECK_MESSAGE(!base::is_ip_address(bad), bad);
  }
  for (const char* own : {"127.0.0.1", "127.1.2.3", "::1", "[::1]"})
    CHECK_MESSAGE(base::is_loopback(own), own);
  for (const char* other : {"10.0.0.7", "127.local", "fe80::1"})
    CHECK_MESSAGE(!base::is_loopback(other), other);
}

TEST_CASE("addresses: a server on one address is reached there, one on all at every one there is") {
  using Addresses = std::vector<std::string>;
  CHECK(base::urls_for_listener("10.0.0.7") == Addresses{"10.0.0.7"});
  CHECK(base::urls_for_listener("fe80::1") == Addresses{"[fe80::1]"});
  for (const char* everywhere : {"0.0.0.0", "::"}) {
    const Addresses all = base::urls_for_listener(everywhere);
    REQUIRE_FALSE(all.empty());
    CHECK(all.back() == "127.0.0.1");
    for (const std::string& one : all) CHECK(base::is_ip_address(one));
  }
}

TEST_CASE("addresses: the name on the network is one label and .local, if there is one") {
  const std::string name = base::mdns_hostname();
  if (name.empty()) {
    MESSAGE("not looked at: this machine has no name");
    return;
  }
  CHECK(name.ends_with(".local"));
  CHECK(name.find('.') == name.size() - 6);
}

TEST_CASE("addresses: the one towards a client is the machine's own, as in a URL") {
  CHECK(base::local_address_for("127.0.0.1") == "127.0.0.1");
  CHECK(base::local_address_for("::ffff:127.0.0.1") == "127.0.0.1");
  const std::string six = base::local_address_for("::1");
  CHECK((six == "[::1]" || six.empty()));  // a machine may have no IPv6
  CHECK(base::local_address_for("nobody").empty());
}
