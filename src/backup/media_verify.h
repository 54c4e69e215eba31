// SPDX-License-Identifier: MIT
#pragma once

// Whether a media file is what its row says. Any thread may call.

#include "media/file_store.h"
#include "store/database_file.h"

namespace api {

enum class MediaFault { none, missing, irregular, size, content };
// Reads the whole file. Throws base::DiskError.
MediaFault verify_media_file(const media::FileStore& library, const store::MediaFile& row);

}  // namespace api
