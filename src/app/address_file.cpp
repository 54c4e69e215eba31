// SPDX-License-Identifier: MIT
#include "app/address_file.h"

#include "base/host/addresses.h"
#include "base/text/text.h"

namespace app {

void write_address_file(const DataFolder& folder, std::span<const std::string> addresses,
                        const ListeningPorts& ports) {
  std::string text =
      "ExpoBox: where it answers\n"
      "\n"
      "Connect a computer or phone to the network of the box, and open this address\n"
      "in a browser:\n"
      "\n";
  for (const std::string& address : addresses) {
    // Loopback addresses are useful on this machine only; list them if there are no others.
    if (addresses.size() > 1 && base::is_loopback(address)) continue;
    if (ports.plain > 0) text += "   " + base::http_url(address, ports.plain) + "\n";
    if (ports.tls > 0) text += "   " + base::http_url(address, ports.tls, "https") + "\n";
  }
  if (!ports.fingerprint.empty()) {
    text +=
        "\n"
        "An address with https:// is private on the way. For a browser to trust it, install\n"
        "the box's certificate, which is at /ca.crt of each address, if its SHA-256\n"
        "fingerprint is this:\n\n   " +
        ports.fingerprint.substr(0, 48) + "\n   " + ports.fingerprint.substr(48) + "\n";
  }
  text +=
      "\n"
      "If several are listed, one of them will work. The box writes this file anew\n"
      "when its addresses or its name change.\n";
  base::write_atomically(folder.address_file(), base::to_crlf(text));
}

}  // namespace app
