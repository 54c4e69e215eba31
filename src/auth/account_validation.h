// SPDX-License-Identifier: MIT
#pragma once

// What the password of an account may be. Pure.

#include <optional>
#include <string_view>

namespace auth {

// What is wrong with it as a new password, if anything, fit to be shown: at least 8 characters, at most 4096
// bytes, none of the common ones, not the e-mail address or little else than its name, not the event's name.
std::optional<std::string_view> validate_new_password(std::string_view password, std::string_view email,
                                                      std::string_view event_name = {});

}  // namespace auth
