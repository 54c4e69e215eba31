// SPDX-License-Identifier: MIT
#pragma once

// What answers each URL, a file per resource. Handlers throw http::Error, base::DiskError, store::Failure;
// any thread may call them.

#include "api/context/context.h"
#include "http/message.h"
#include "store/media.h"

namespace api {

using Handler = http::Response(const Context& services, http::Request& request);

// api/login/tokens.cpp
Handler obtain_tokens, redeem_code, refresh_token, blacklist_token;
// api/admin/connect.cpp: the certificate that phones may be told to trust, and the list of what it has revoked
Handler show_authority, show_revocations;

// api/health.cpp
Handler show_health, show_readiness, show_metrics;

// api/catalog/countries.cpp
Handler list_countries;

// api/catalog/booths.cpp
Handler create_booth, list_booths, show_booth, update_booth, delete_booth;

// api/catalog/items.cpp
Handler create_item, list_items, show_item, update_item, delete_item;

// api/catalog/media.cpp: the same for each of the three collections
using MediaHandler = http::Response(const Context& services, http::Request& request,
                                    store::MediaCollection collection);
MediaHandler upload_media, delete_media, set_primary_media;

// api/catalog/files.cpp
Handler get_booth_file, get_item_file;

// api/uploads/tus_handlers.cpp: uploads in pieces, as tus 1.0 has them
Handler list_uploads, create_upload, show_upload, append_to_upload, terminate_upload;

// api/web_assets.cpp
Handler send_page, send_asset, send_schema;

}  // namespace api
