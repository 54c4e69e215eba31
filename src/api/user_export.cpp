// SPDX-License-Identifier: MIT
#include "api/admin_handlers.h"
#include "api/spreadsheet.h"
#include "store/users.h"

namespace api {

// Spreadsheets take a CSV file for UTF-8 when it begins with a byte-order mark, and end lines with CR LF.
http::Response export_users(const Services& services, http::Request&) {
  std::string text =
      "\xef\xbb\xbf"
      "email,password,booth_limit,is_active,name,stand\r\n";
  for (const store::User& user : store::all_users(services.store)) {
    text += text_cell(user.email) + ',' + user.password + ',' + std::to_string(user.booth_limit) + ',' +
            (user.active ? "true" : "false") + ',' + text_cell(user.name) + ',' + text_cell(user.stand) +
            "\r\n";
  }
  http::Response response;
  response.body = std::move(text);
  response.content_type = "text/csv; charset=utf-8";
  response.with("Content-Disposition", "attachment; filename=\"users.csv\"");
  return response.with("Cache-Control", "no-store");
}

}  // namespace api
