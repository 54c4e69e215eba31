// SPDX-License-Identifier: MIT
#pragma once

// Sorts the parts of a multipart body into text and files. File parts whose name no field has are ignored, as
// the central server ignores them; tell_ignored() says which.
// Thread safety: one thread has a sorter.

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

// Of a text in the charset of a form's Content-Type; one that is not known is as good as none. Bytes that are
// no text in it become a list, which no field takes for what it wants.
base::Json form_value(std::string_view text, std::string_view charset);

class MultipartForm final : public http::PartHandler {
 public:
  MultipartForm(const Context& services, WantedFiles wanted, RequestForm& form,
                ActiveUploads::Registration& place, std::string charset)
      : services_(services),
        wanted_(wanted),
        form_(form),
        place_(place),
        charset_(std::move(charset)),
        max_files_(services.settings.files()) {}

  void begin(const http::Part& part) override;
  void data(std::string_view bytes) override;
  void end() override;

  // In the answer's X-ExpoBox-Ignored, in the log, and to the help desk.
  void tell_ignored(http::Request& request) const;

 private:
  enum class Kind { ignored, text, file };

  void begin_file(const std::string& file_name);
  void note_ignored();
  void add_text(std::string_view bytes);
  void end_text();

  const Context& services_;
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
  std::vector<std::string> ignored_;  // names, at most 8, printable
};

}  // namespace api
