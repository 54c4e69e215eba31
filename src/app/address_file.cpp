// SPDX-License-Identifier: MIT
#include "app/address_file.h"

#include "base/addresses.h"
#include "base/text.h"

namespace app {

std::string url_of(const std::string& address, int port) {
  return "http://" + address + ":" + std::to_string(port) + "/";
}

void tell_addresses(const Folder& folder, std::span<const std::string> addresses, int port) {
  std::string text =
      "ExpoBox: where it answers\n"
      "\n"
      "Connect a computer or phone to the network of the box, and open this address\n"
      "in a browser:\n"
      "\n";
  for (const std::string& address : addresses) {
    // Of use on this machine alone; told where there is no other.
    if (addresses.size() > 1 && base::is_loopback(address)) continue;
    text += "   " + url_of(address, port) + "\n";
  }
  text +=
      "\n"
      "If several are listed, one of them will work. The box writes this file anew\n"
      "each time it starts.\n";
  const std::string file = folder.path() + "/ADDRESS.txt";
  base::remove_unfinished(file);
  base::write_atomically(file, base::with_crlf(text));
}

}  // namespace app
