// SPDX-License-Identifier: MIT
#pragma once

// Rules for the passwords of accounts.
// Thread safety: may be called from any thread.

#include <optional>
#include <string_view>

namespace auth {

// Returns why a new password is not acceptable, as a message for the user, or nullopt. It must have at least
// 8 characters and at most 4096 bytes. It must not be a common password, the event's name, the e-mail address
// or little more than its local part.
std::optional<std::string_view> validate_new_password(std::string_view password, std::string_view email,
                                                      std::string_view event_name = {});

}  // namespace auth
