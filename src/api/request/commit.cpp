// SPDX-License-Identifier: MIT
#include "api/request/commit.h"

#include "api/common/errors.h"
#include "api/request/quotas.h"

namespace api {
namespace {

http::HttpError answer_to(const store::WriteResult& refused) {
  switch (*refused.refused) {
    case store::Rejection::not_found:
      return http::not_found();
    case store::Rejection::quota_exceeded:
      return quota_error(refused);
    case store::Rejection::version_mismatch:
    case store::Rejection::already_exists:
    case store::Rejection::invalid_reference:
      break;
  }
  return http::error_response(409, "What this request builds on has changed meanwhile. Try again.");
}

}  // namespace

store::WriteResult commit(const Context& context, const store::WriteBatch& write) try {
  store::WriteResult written = context.store.write(write);
  if (written.refused) throw WriteRejected(*written.refused, answer_to(written));
  return written;
} catch (const store::StorageError& failure) {
  if (failure.outcome_unknown) context.library.mark_for_sweep();
  throw;
}

std::vector<store::WriteResult> commit_all(const Context& context,
                                           std::span<const store::WriteBatch> writes) try {
  return context.store.write_all(writes);
} catch (const store::StorageError& failure) {
  if (failure.outcome_unknown) context.library.mark_for_sweep();
  throw;
}

store::WriteResult commit(const Context& context, const store::WriteBatch& write, RequestForm& form) try {
  form.sync();
  store::WriteResult written = commit(context, write);
  form.commit_files();
  for (const UploadedFile& sent : form.files) {
    context.activity.kept_bytes.add(static_cast<std::int64_t>(sent.upload.stored().size));
  }
  return written;
} catch (const store::StorageError& failure) {
  if (failure.outcome_unknown) form.commit_files();
  throw;
}

std::vector<store::Media> created_media(const RequestForm& form, const store::WriteResult& written) {
  const std::int64_t parent = written.rows.at(0).at(0).integer(0);
  std::vector<store::Media> made;
  for (std::size_t at = 0; at < form.files.size(); ++at) {
    const store::OwnedRow& row = written.rows.at(at + 1).at(0);
    const UploadedFile& sent = form.files[at];
    made.push_back({.id = {row.integer(0)},
                    .collection = sent.collection,
                    .parent = parent,
                    .file = sent.upload.stored().file,
                    .primary = row.integer(1) != 0});
  }
  return made;
}

void commit_and_delete_files(const Context& context, const store::WriteBatch& write) {
  const store::WriteResult written = commit(context, write);
  for (const store::OwnedRow& row : written.rows.at(0)) context.library.remove(row.text(0));
}

}  // namespace api
