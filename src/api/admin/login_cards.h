// SPDX-License-Identifier: MIT
#pragma once

// What is shown or printed for a camera: QR codes, and the cards exhibitors sign in with. Pure.

#include <string_view>

#include "api/request/box_url.h"
#include "base/text/json.h"
#include "store/users.h"

namespace api {

// {"size", "path"}; throws std::invalid_argument when no QR code holds the text (base/text/qr.h).
void write_qr(base::JsonWriter& json, std::string_view text);

// A card with the account's new login code, which the box cannot tell again.
void write_card(base::JsonWriter& json, const store::User& user, std::string_view code, const BoxUrl& way);

}  // namespace api
