// SPDX-License-Identifier: MIT
#pragma once

// The fields of a booth and of an item out of what was sent, by whatever way they came. The caller finishes.

#include "api/request/field_validation.h"
#include "store/booths.h"
#include "store/items.h"

namespace api {

store::BoothFields booth_fields(FieldReader& fields, store::Database& engine);
store::ItemFields item_fields(FieldReader& fields);

}  // namespace api
