// SPDX-License-Identifier: MIT
#pragma once

// The commands for accounts. Each opens the database itself, with or without a running server.
// Throws: CommandError, and what the store throws.

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
