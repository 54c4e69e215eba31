// SPDX-License-Identifier: MIT
#pragma once

// Writes that concern files as well as rows: files first on the way in, rows first on the way out. A crash in
// between leaves files no row names, which are swept at the next start. Any thread may call.

#include <span>
#include <utility>
#include <vector>

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "http/error.h"
#include "store/engine/write.h"
#include "store/media.h"

namespace api {

// A write that was not done: 404, 403 (quota) or 409, unless the handler has a better word for the reason.
struct WriteRejected : http::HttpError {
  WriteRejected(store::Rejection reason, http::HttpError error)
      : http::HttpError(std::move(error)), why(reason) {}
  store::Rejection why;
};

// Throws WriteRejected, store::StorageError, base::DiskError.
store::WriteResult commit(const Context& services, const store::WriteBatch& write);

// Several in one commit, each refused or done by itself. Throws store::StorageError when none is done.
std::vector<store::WriteResult> commit_all(const Context& services,
                                           std::span<const store::WriteBatch> writes);

// The form's files are on the drive before the write, and stay if it was done.
store::WriteResult commit(const Context& services, const store::WriteBatch& write, RequestForm& form);

// What a write has made that added a booth or item (its row first) and then the form's files.
std::vector<store::Media> created_media(const RequestForm& form, const store::WriteResult& written);

// The files go that the write's first kept rows name.
void commit_and_delete_files(const Context& services, const store::WriteBatch& write);

}  // namespace api
