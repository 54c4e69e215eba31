// SPDX-License-Identifier: MIT
#pragma once

// The network addresses of this machine.
// Thread safety: any thread may call.

#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string_view strip_brackets(std::string_view address);  // of an IPv6 address in a URL
bool is_ip_address(std::string_view text);                  // IPv4, or IPv6 with or without brackets
bool is_loopback(std::string_view address);

// Returns the addresses, in URL form, at which a server that listens on this address is reached. For a
// wildcard address, returns every IPv4 address of this machine, loopback last.
std::vector<std::string> urls_for_listener(const std::string& listens_on);

// Returns the local address, in URL form, that is used to reach this client; "" when there is no route.
std::string local_address_for(std::string_view client);

// Returns http://ADDRESS:PORT/.
std::string http_url(const std::string& address, int port, std::string_view scheme = "http");

std::string mdns_hostname();  // the mDNS name, such as "expobox.local"; "" when there is none

}  // namespace base
