// SPDX-License-Identifier: MIT
#pragma once

// Writes that concern files as well as rows: files first on the way in, rows first on the way out. A crash in
// between leaves files no row names, which are swept at the next start. Any thread may call.

#include "api/form.h"
#include "api/services.h"
#include "store/write.h"

namespace api {

// Throws 404, 403 (quota) or 409 when the write is refused; store::Failure, base::DiskError.
store::Written commit(const Services& services, const store::Write& write);

// The form's files are on the drive before the write, and stay if it was done.
store::Written commit(const Services& services, const store::Write& write, Form& form);

// The files go that the write's first kept rows name.
void commit_removal(const Services& services, const store::Write& write);

}  // namespace api
