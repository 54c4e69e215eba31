// SPDX-License-Identifier: MIT
#pragma once

// The way in to a box nobody administers: a one-time link, told on the terminal and in FIRST-RUN.txt in the
// data folder. No box has a password of the maker's. Somebody who has lost theirs puts a file RESET-ADMIN
// into the folder and starts the box again: who holds the drive owns the box.
//
// Each start makes the earlier link void. A crash leaves at worst a file with a void link. One thread.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data/data_folder.h"
#include "store/engine/engine.h"

namespace app {

// The code of a new link, when there is to be one. Throws store::Failure.
std::optional<std::string> create_first_run_code(const DataFolder& folder, store::Database& engine);

std::string first_run_link(std::string_view address, int port, std::string_view code,
                           std::string_view scheme = "http");

// FIRST-RUN.txt; then RESET-ADMIN has done its work and goes. Throws base::DiskError.
void write_first_run_file(const DataFolder& folder, std::span<const std::string> links);
void remove_first_run_file(
    const DataFolder& folder);  // the file goes; what cannot be removed is harmless, and logged

}  // namespace app
