// SPDX-License-Identifier: MIT
#pragma once

// Handlers for the URLs of the API, one source file per resource.
// Thread safety: may be called from any thread.
// Throws: http::HttpError, base::DiskError, store::StorageError.

#include "api/context/context.h"
#include "http/message.h"
#include "store/media.h"

namespace api {

using Handler = http::Response(const Context& context, http::Request& request);

// api/login/tokens.cpp
Handler obtain_tokens, redeem_code, refresh_token, blacklist_token;
// api/admin/connect.cpp: the CA certificate that clients may be set up to trust, and its revocation list
Handler show_authority, show_revocations;

// api/health.cpp
Handler show_health, show_readiness, show_metrics;

// api/catalog/countries.cpp
Handler list_countries;

// api/catalog/booths.cpp
Handler create_booth, list_booths, show_booth, update_booth, delete_booth;

// api/catalog/items.cpp
Handler create_item, list_items, show_item, update_item, delete_item;

// api/catalog/media.cpp: shared by the three collections
using MediaHandler = http::Response(const Context& context, http::Request& request,
                                    store::MediaCollection collection);
MediaHandler upload_media, delete_media, set_primary_media;

// api/catalog/files.cpp
Handler get_booth_file, get_item_file;

// api/uploads/tus_handlers.cpp: resumable uploads (tus 1.0)
Handler list_uploads, create_upload, show_upload, append_to_upload, terminate_upload;

// api/web_assets.cpp
Handler send_page, send_asset, send_schema;

}  // namespace api
