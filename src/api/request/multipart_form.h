// SPDX-License-Identifier: MIT
#pragma once

// Sorts the parts of a multipart body into text fields and files. Files in unknown fields are ignored, as on
// the central server; tell_ignored() reports them.
// Thread safety: a MultipartForm is confined to one thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.h"
#include "api/request/request_form.h"
#include "base/text/base64_decoder.h"
#include "http/error.h"
#include "http/multipart_parser.h"

namespace api {

using WantedFiles = std::span<const FileField>;

http::HttpError multipart_fault(std::string_view what);  // 400

// Decodes text in the charset of the form's Content-Type; an unknown charset means UTF-8. Text that is
// invalid in its charset becomes a list, which scalar fields reject.
base::Json form_value(std::string_view text, std::string_view charset);

class MultipartForm final : public http::PartHandler {
 public:
  MultipartForm(const Context& context, WantedFiles wanted, RequestForm& form,
                ActiveUploads::Registration& place, std::string charset)
      : context_(context),
        wanted_(wanted),
        form_(form),
        place_(place),
        charset_(std::move(charset)),
        max_files_(context.settings.files()) {}

  void begin(const http::Part& part) override;
  void data(std::string_view bytes) override;
  void end() override;

  // Reports them in the X-ExpoBox-Ignored header, in the log and to the help desk.
  void tell_ignored(http::Request& request) const;

 private:
  enum class Kind { ignored, text, file };

  void begin_file(const std::string& file_name);
  void note_ignored();
  void add_text(std::string_view bytes);
  void end_text();

  const Context& context_;
  const WantedFiles wanted_;
  RequestForm& form_;
  ActiveUploads::Registration& place_;
  const std::string charset_;
  const std::size_t max_files_;
  Kind kind_ = Kind::ignored;
  std::string name_, text_;
  bool base64_ = false;
  base::Base64Decoder decoder_;
  std::uint64_t text_bytes_ = 0;
  std::vector<std::string> ignored_;  // names; printable, at most 8
};

}  // namespace api
