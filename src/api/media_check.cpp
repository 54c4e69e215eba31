// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "api/access.h"
#include "api/errors.h"
#include "api/form.h"
#include "api/sync_handlers.h"
#include "base/text.h"

namespace api {
namespace {

using Hashes = std::vector<std::string>;

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// In the order asked, each once.
Hashes hashes_in(const Form& form) {
  constexpr std::string_view wrong = "A list of SHA-256 hashes, each of 64 hexadecimal digits, is required.";
  const auto sent = form.values.find("sha256");
  if (sent == form.values.end()) refuse("sha256", "This field is required.");
  if (!sent->second.is<base::JsonArray>()) refuse("sha256", wrong);
  const auto& list = sent->second.get<base::JsonArray>();
  if (list.size() > static_cast<std::size_t>(most_hashes)) {
    refuse("sha256", "At most " + std::to_string(most_hashes) + " hashes.");
  }
  Hashes asked;
  std::set<std::string, std::less<>> seen;
  for (const base::Json& one : list) {
    std::string hash = one.is<std::string>() ? base::lower(one.get<std::string>()) : "";
    if (!is_hash(hash)) refuse("sha256", wrong);
    if (seen.insert(hash).second) asked.push_back(std::move(hash));
  }
  return asked;
}

void write_hashes(base::JsonWriter& json, const Hashes& hashes, const Hashes& there, bool wanted) {
  json.begin_array();
  for (const std::string& hash : hashes) {
    if (std::ranges::binary_search(there, hash) == wanted) json.value(hash);
  }
  json.end_array();
}

}  // namespace

// What somebody else has is missing, too: it is nobody's business what others show.
http::Response check_media(const Services& services, http::Request& request) {
  const Hashes asked = hashes_in(read_form(services, request));
  const Hashes there = store::hashes_of(services.store, caller_of(request), asked);
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  write_hashes(json.key("have"), asked, there, true);
  write_hashes(json.key("missing"), asked, there, false);
  json.key("partial").begin_array().end_array().end_object();
  return http::unstored_json(200, std::move(body));
}

}  // namespace api
