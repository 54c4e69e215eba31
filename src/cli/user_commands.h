// SPDX-License-Identifier: MIT
#pragma once

// The commands that work on accounts. Each opens the database for itself, beside a running server or without.
// They throw what the store does, and CommandError.

#include "cli/command.h"

namespace app {

void run_import(Call& call);
void add_user(Call& call);
void list_users(Call& call);
void set_password(Call& call);
void disable_user(Call& call);
void enable_user(Call& call);
void new_login_code(Call& call);

}  // namespace app
