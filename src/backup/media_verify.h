// SPDX-License-Identifier: MIT
#pragma once

// Compares a media file with its row.
// Thread safety: any thread may call.
// Throws: base::DiskError.

#include "media/file_store.h"
#include "store/database_file.h"

namespace api {

enum class MediaFault { none, missing, irregular, size, content };
// Reads the whole file.
MediaFault verify_media_file(const media::FileStore& library, const store::MediaFile& row);

}  // namespace api
