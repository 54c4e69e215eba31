// SPDX-License-Identifier: MIT
#include "api/admin/handlers.h"
#include "base/text/csv_writer.h"
#include "importer/user_columns.h"
#include "store/users.h"

namespace api {

http::Response export_users(const Context& context, http::Request&) {
  http::Response response;
  base::CsvWriter csv(response.body);
  csv.header(user_columns);
  for (const store::User& user : store::all_users(context.store)) {
    write_user_cells(csv, user);
    csv.end_row();
  }
  response.content_type = "text/csv; charset=utf-8";
  response.with_header("Content-Disposition", "attachment; filename=\"users.csv\"");
  return response.with_header("Cache-Control", "no-store");
}

}  // namespace api
