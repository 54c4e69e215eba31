// SPDX-License-Identifier: MIT
#pragma once

// Cells of a CSV file that a spreadsheet may open: it would run a text that begins with = + - @ or a tab as a
// formula. Such a one gets an apostrophe before it, and so does one that looks as if it had got one, so that
// reading gives every text back. Pure.

#include <string>
#include <string_view>

namespace api {

std::string text_cell(std::string_view text);            // quoted where CSV needs it
std::string_view from_text_cell(std::string_view cell);  // the reverse, of a cell already unquoted

}  // namespace api
