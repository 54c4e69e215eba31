// SPDX-License-Identifier: MIT
#include "backup/restoration.h"

#include <utility>

#include "store/database_file.h"
#include "store/engine/migrate.h"
#include "store/uploads.h"

namespace api {

Restoration::Restoration(std::string data) : data_(std::move(data)), prepared_(data_) {}

void Restoration::unpack(ArchiveReader::Read read) {
  unpacking_.emplace(std::move(read), prepared_.path());
  unpacking_->extract();
}

VerifiedBackup Restoration::verify(const base::Progress& progress) {
  unpacking_->verify_checksums();
  unpacking_.reset();
  return api::verify(prepared_.path(), progress);
}

// The signing key stays, since a central server may share it. The accounts that its tokens name may differ,
// so the credentials are revoked.
void Restoration::make_ready(const store::AuditEntry& entry) {
  store::migrate(prepared_.database());
  store::set_new_epoch(prepared_.database());
  store::delete_uploads(prepared_.database());  // a backup holds no unfinished files
  store::revoke_credentials(prepared_.database(), data_ + "/expobox.db");
  store::add_audit(prepared_.database(), entry);
}

void Restoration::commit(const store::AuditEntry& entry) {
  make_ready(entry);
  prepared_.commit();
}

std::string Restoration::replace(const store::AuditEntry& entry) {
  make_ready(entry);
  return prepared_.take();
}

}  // namespace api
