// SPDX-License-Identifier: MIT
#pragma once

// Parses the creation request of a resumable upload and checks it as far as possible before any bytes arrive.
// Thread safety: all functions may be called from any thread.

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "api/uploads/tus_headers.h"
#include "http/message.h"
#include "store/uploads.h"

namespace api {

std::string_view form_field(store::MediaCollection collection);  // the form field name, such as "image"

std::string new_upload_name();  // the last segment of the upload URL

// Returns the row of a new upload of `size` bytes. Throws 400, 403, 404 and 413, and 409 or 410 if the
// client_id belongs to another row. If the client_id already names a media row in the same place, the upload
// is finished.
store::UploadRow parse_upload_request(const Context& context, const http::Request& request,
                                      std::uint64_t size);

}  // namespace api
