// SPDX-License-Identifier: MIT
#pragma once

// Reads the fields of a booth or an item from any kind of request. The caller calls throw_if_invalid().

#include "api/request/field_validation.h"
#include "store/booths.h"
#include "store/items.h"

namespace api {

store::BoothFields booth_fields(FieldReader& fields, store::Database& engine);
store::ItemFields item_fields(FieldReader& fields);

}  // namespace api
