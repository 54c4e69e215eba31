// SPDX-License-Identifier: MIT
#pragma once

// The concatenation extension of tus 1.0: the parts of a file that a client sends in parallel, and the upload
// that joins them. A part is an upload without a booth or item. A complete part still counts as unfinished.
// It is deleted with the upload that joins it, or when it expires.
// Thread safety: all functions may be called from any thread.
// Crash safety: parts are kept until the joined upload ends. The join resumes where it stopped when the
// client sends the request again with the same client_id.

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "api/context/context.h"
#include "http/message.h"
#include "store/uploads.h"

namespace api {

enum class Concat { none, partial, final };
Concat concat_asked(const http::Request& request);  // parses Upload-Concat; throws 400
bool is_part(const store::UploadRow& upload);
bool is_joined(const store::UploadRow& upload);

store::UploadRow wished_part(const Context& context, const http::Request& request);  // throws 400, 413
// Returns the parts named in "final;URL URL …". Each must be complete and belong to the caller. Throws 400,
// 404 or 409.
std::vector<store::UploadRow> parts_asked(const Context& context, const http::Request& request);
std::uint64_t size_of(std::span<const store::UploadRow> parts);
void forget_parts(const Context& context, std::span<const store::UploadRow> parts);

// Reads the bytes of the parts from an offset, as if a client sent them.
class JoinedBody final : public http::Body {
 public:
  JoinedBody(const media::FileStore& library, std::span<const store::UploadRow> parts, std::uint64_t from);

  std::optional<std::uint64_t> length() const override { return left_; }
  std::size_t read(char* to, std::size_t room) override;
  void set_limit(std::uint64_t) override {}  // the length is fixed
  void cancel() override { cancelled_ = true; }

 private:
  const media::FileStore& library_;
  std::span<const store::UploadRow> parts_;
  std::uint64_t skipped_, left_;
  base::Descriptor file_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace api
