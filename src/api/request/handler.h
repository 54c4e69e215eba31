// SPDX-License-Identifier: MIT
#pragma once

// What answers each URL, a file per resource. Handlers throw http::Error, base::DiskError, store::Failure;
// any thread may call them.

#include "api/context/context.h"
#include "http/message.h"
#include "store/media.h"

namespace api {

using Handle = http::Response(const Services& services, http::Request& request);

// api/login/tokens.cpp
Handle obtain_tokens, redeem_code, refresh_token, blacklist_token;
// api/admin/connect.cpp: the certificate that phones may be told to trust, and the list of what it has revoked
Handle show_authority, show_revocations;

// api/health.cpp
Handle show_health, show_readiness, show_metrics;

// api/catalog/countries.cpp
Handle list_countries;

// api/catalog/booths.cpp
Handle create_booth, list_booths, show_booth, update_booth, delete_booth;

// api/catalog/items.cpp
Handle create_item, list_items, show_item, update_item, delete_item;

// api/catalog/media.cpp: the same for each of the three collections
using ShelfHandle = http::Response(const Services& services, http::Request& request,
                                   store::Collection collection);
ShelfHandle upload_media, delete_media, set_primary_media;

// api/catalog/files.cpp
Handle send_booth_file, send_item_file;

// api/uploads/tus_handlers.cpp: uploads in pieces, as tus 1.0 has them
Handle list_uploads, create_upload, show_upload, continue_upload, end_upload;

// api/web_assets.cpp
Handle send_page, send_asset, send_schema;

}  // namespace api
