// SPDX-License-Identifier: MIT
#include "api/media_fault.h"

#include <string>

#include "base/files.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace api {
namespace {

std::string sha256_of(const base::Descriptor& file) {
  std::string piece(128 * 1024, '\0');
  crypto::Sha256 hash;
  for (std::size_t got = piece.size(); got == piece.size();) {
    got = base::read_some(file, piece.data(), piece.size());
    hash.update(std::string_view(piece).substr(0, got));
  }
  return base::hex(hash.digest());
}

}  // namespace

MediaFault fault_of(const media::Library& library, const store::MediaFile& row) {
  const auto size = library.size_of(row.file);
  if (!size) return MediaFault::missing;
  if (*size != row.size) return MediaFault::size;
  const base::Descriptor file = library.open(row.file);
  if (!file) return MediaFault::missing;
  return sha256_of(file) == row.sha256 ? MediaFault::none : MediaFault::content;
}

}  // namespace api
