// SPDX-License-Identifier: MIT
#include "api/request/commit.h"

#include "api/common/errors.h"
#include "api/request/quotas.h"

namespace api {
namespace {

http::Error answer_to(const store::Written& refused) {
  switch (*refused.refused) {
    case store::Refusal::gone:
      return http::not_found();
    case store::Refusal::quota:
      return quota_error(refused);
    case store::Refusal::stale:
    case store::Refusal::taken:
    case store::Refusal::broken_reference:
      break;
  }
  return http::detail(409, "What this request builds on has changed meanwhile. Try again.");
}

}  // namespace

store::Written commit(const Services& services, const store::Write& write) try {
  store::Written written = services.store.write(write);
  if (written.refused) throw Refused(*written.refused, answer_to(written));
  return written;
} catch (const store::Failure& failure) {
  if (failure.undecided) services.library.leave_to_sweep();
  throw;
}

std::vector<store::Written> commit_all(const Services& services, std::span<const store::Write> writes) try {
  return services.store.write_all(writes);
} catch (const store::Failure& failure) {
  if (failure.undecided) services.library.leave_to_sweep();
  throw;
}

store::Written commit(const Services& services, const store::Write& write, Form& form) try {
  form.sync();
  store::Written written = commit(services, write);
  form.keep();
  for (const SentFile& sent : form.files) {
    services.journal.kept_bytes.add(static_cast<std::int64_t>(sent.upload.stored().size));
  }
  return written;
} catch (const store::Failure& failure) {
  if (failure.undecided) form.keep();
  throw;
}

std::vector<store::Media> media_made(const Form& form, const store::Written& written) {
  const std::int64_t parent = written.rows.at(0).at(0).integer(0);
  std::vector<store::Media> made;
  for (std::size_t at = 0; at < form.files.size(); ++at) {
    const store::KeptRow& row = written.rows.at(at + 1).at(0);
    const SentFile& sent = form.files[at];
    made.push_back({.id = {row.integer(0)},
                    .collection = sent.collection,
                    .parent = parent,
                    .file = sent.upload.stored().file,
                    .primary = row.integer(1) != 0});
  }
  return made;
}

void commit_removal(const Services& services, const store::Write& write) {
  const store::Written written = commit(services, write);
  for (const store::KeptRow& row : written.rows.at(0)) services.library.remove(row.text(0));
}

}  // namespace api
