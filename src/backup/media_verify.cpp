// SPDX-License-Identifier: MIT
#include "backup/media_verify.h"

#include "base/files.h"
#include "base/text/text.h"
#include "crypto/hash.h"

namespace api {
MediaFault verify_media_file(const media::FileStore& library, const store::MediaFile& row) {
  if (library.is_irregular(row.file)) return MediaFault::irregular;
  const auto size = library.size_of(row.file);
  if (!size) return MediaFault::missing;
  if (*size != row.size) return MediaFault::size;
  const base::Descriptor file = library.open(row.file);
  if (!file) return MediaFault::missing;
  return base::hex(crypto::sha256(file)) == row.sha256 ? MediaFault::none : MediaFault::content;
}

}  // namespace api
