// SPDX-License-Identifier: MIT
#pragma once

// Writes what a camera scans: QR codes, and the cards that exhibitors sign in with.
// Thread safety: pure functions; may be called from any thread.

#include <string_view>

#include "api/request/box_url.h"
#include "base/text/json.h"
#include "store/users.h"

namespace api {

// Writes {"size", "path"}. Throws std::invalid_argument if no QR code can hold the text (base/text/qr.h).
void write_qr(base::JsonWriter& json, std::string_view text);

// Writes a card with the account's new login code, which the server cannot show again.
void write_card(base::JsonWriter& json, const store::User& user, std::string_view code, const BoxUrl& way);

}  // namespace api
