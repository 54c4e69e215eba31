// SPDX-License-Identifier: MIT
#pragma once

// Where this machine is reached. Any thread may call.

#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string_view strip_brackets(std::string_view address);  // of an IPv6 one in a URL
bool is_ip_address(std::string_view text);                  // of either kind, an IPv6 one also in brackets
bool is_loopback(std::string_view address);

// As they stand in a URL, where a server that listens on this address is reached: for one that listens
// everywhere, every IPv4 address this machine has, the loopback's last.
std::vector<std::string> urls_for_listener(const std::string& listens_on);

// As it stands in a URL, the address this machine would speak to that client from; "" when there is no way.
std::string local_address_for(std::string_view client);

// http://ADDRESS:PORT/, as a browser takes it.
std::string http_url(const std::string& address, int port, std::string_view scheme = "http");

std::string mdns_hostname();  // "expobox.local", the name phones ask the network for; "" where it has none

}  // namespace base
