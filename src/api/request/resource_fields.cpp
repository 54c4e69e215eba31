// SPDX-License-Identifier: MIT
#include "api/request/resource_fields.h"

namespace api {

store::BoothFields booth_fields(FieldReader& fields, store::Database& engine) {
  store::BoothFields booth;
  booth.name = fields.text("name", {.required = true, .most = 255});
  booth.description = fields.text("description", {});
  booth.category = fields.text("category", {.most = 100});
  booth.country = fields.country("country", engine);
  return booth;
}

store::ItemFields item_fields(FieldReader& fields) {
  store::ItemFields item;
  item.name = fields.text("name", {.required = true, .most = 255});
  item.description = fields.text("description", {});
  item.price = fields.price("price");
  item.quantity = fields.quantity("quantity");
  return item;
}

}  // namespace api
