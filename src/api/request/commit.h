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
struct Refused : http::Error {
  Refused(store::Refusal reason, http::Error error) : http::Error(std::move(error)), why(reason) {}
  store::Refusal why;
};

// Throws Refused, store::Failure, base::DiskError.
store::Written commit(const Services& services, const store::Write& write);

// Several in one commit, each refused or done by itself. Throws store::Failure when none is done.
std::vector<store::Written> commit_all(const Services& services, std::span<const store::Write> writes);

// The form's files are on the drive before the write, and stay if it was done.
store::Written commit(const Services& services, const store::Write& write, Form& form);

// What a write has made that added a booth or item (its row first) and then the form's files.
std::vector<store::Media> media_made(const Form& form, const store::Written& written);

// The files go that the write's first kept rows name.
void commit_removal(const Services& services, const store::Write& write);

}  // namespace api
