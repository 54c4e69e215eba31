// SPDX-License-Identifier: MIT
#pragma once

// Commits writes that involve both rows and files. New files are synced before their rows are written; old
// files are deleted after their rows.
// Thread safety: may be called from any thread.
// Crash safety: a crash in between leaves orphaned files, which the next start deletes.

#include <span>
#include <utility>
#include <vector>

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "http/error.h"
#include "store/engine/write_batch.h"
#include "store/media.h"

namespace api {

// A rejected write: 404, 403 (quota) or 409. A handler may replace it with a more specific error.
struct WriteRejected : http::HttpError {
  WriteRejected(store::Rejection reason, http::HttpError error)
      : http::HttpError(std::move(error)), why(reason) {}
  store::Rejection why;
};

// Throws WriteRejected, store::StorageError, base::DiskError.
store::WriteResult commit(const Context& context, const store::WriteBatch& write);

// Runs several writes in one commit. Each succeeds or is rejected by itself. Throws store::StorageError if
// none is done.
std::vector<store::WriteResult> commit_all(const Context& context, std::span<const store::WriteBatch> writes);

// Syncs the form's files before the write. Commits them if the write succeeds or its outcome is unknown.
store::WriteResult commit(const Context& context, const store::WriteBatch& write, RequestForm& form);

// The media created by a write that inserted a booth or item (its first row) and then the form's files.
std::vector<store::Media> created_media(const RequestForm& form, const store::WriteResult& written);

// Commits the write, then deletes the files named in its first set of returned rows.
void commit_and_delete_files(const Context& context, const store::WriteBatch& write);

}  // namespace api
