// SPDX-License-Identifier: MIT
#pragma once

// What a new upload in pieces asks for, checked as far as it can be before a byte has come. Any thread may
// call.

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "api/uploads/tus_headers.h"
#include "http/message.h"
#include "store/uploads.h"

namespace api {

std::string_view form_field(store::MediaCollection collection);  // "image": what a form would call it

std::string new_upload_name();  // of its URL

// The upload as a row to be, of so many bytes. Throws 400, 403, 404, 413, and 409 or 410 when its client_id is another row's.
// One whose client_id is that of a media row in the same place already is finished.
store::UploadRow parse_upload_request(const Context& services, const http::Request& request,
                                      std::uint64_t size);

}  // namespace api
