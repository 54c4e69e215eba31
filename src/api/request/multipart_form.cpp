// SPDX-License-Identifier: MIT
#include "api/request/multipart_form.h"

#include <algorithm>

#include "base/log.h"
#include "base/text/charset.h"

namespace api {
namespace {

constexpr std::size_t max_ignored = 8, max_ignored_length = 64;

// Matches "images", and for multi-file fields also "images[]", "images[0]" and "images[a]".
bool is_named(const FileField& field, std::string_view name) {
  if (name == field.name) return true;
  return field.many && name.starts_with(field.name) && name.substr(field.name.size()).starts_with('[') &&
         name.find_first_of("[]", field.name.size() + 1) == name.size() - 1 && name.ends_with(']');
}

// Makes a name safe for a comma-separated header.
std::string shown(std::string_view name) {
  std::string text(name.substr(0, max_ignored_length));
  std::ranges::replace_if(
      text, [](char c) { return c <= ' ' || c > '~' || c == ',' || c == '"'; }, '?');
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

}  // namespace

http::HttpError multipart_fault(std::string_view what) {
  return http::error_response(400, "Multipart form parse error - " + std::string(what));
}

base::Json form_value(std::string_view text, std::string_view charset) {
  const auto value = base::utf8_from(base::known_charset(charset) ? charset : "utf-8", text);
  return value ? base::Json(*value) : base::Json(base::JsonArray());
}

void MultipartForm::begin(const http::Part& part) {
  name_ = part.name;
  text_.clear();
  base64_ = part.base64;
  decoder_ = {};
  if (name_.empty()) {
    kind_ = Kind::ignored;
  } else if (part.file_name.value_or("").empty()) {
    kind_ = Kind::text;
  } else {
    begin_file(*part.file_name);
  }
}

void MultipartForm::begin_file(const std::string& file_name) {
  form_.file_fields.insert(name_);
  const auto field =
      std::ranges::find_if(wanted_, [&](const FileField& one) { return is_named(one, name_); });
  kind_ = field == wanted_.end() ? Kind::ignored : Kind::file;
  if (kind_ == Kind::ignored) return note_ignored();
  if (!field->many) form_.files.clear();
  if (form_.files.size() >= max_files_) {
    throw http::error_response(
        400, "There are more than " + std::to_string(max_files_) + " files in one request.");
  }
  if (media_kind(field->collection) == media::MediaKind::video) place_.mark_as_video();
  form_.files.push_back({field->name, field->collection, file_name,
                         context_.library.start_upload(file_name, media_kind(field->collection)),
                         std::nullopt});
}

void MultipartForm::data(std::string_view bytes) {
  if (kind_ == Kind::text) return add_text(bytes);
  if (kind_ != Kind::file) return;
  media::UploadWriter& upload = form_.files.back().upload;
  if (base64_) {
    upload.write(decoder_.decode(bytes));
  } else {
    upload.write(bytes);
  }
}

void MultipartForm::add_text(std::string_view bytes) {
  text_bytes_ += bytes.size();
  if (text_bytes_ > context_.limits.text_bytes) {
    throw http::error_response(413, "The text fields of the form are too large.");
  }
  form_.memory.add(bytes.size());
  text_ += bytes;
}

void MultipartForm::end() {
  if (kind_ == Kind::text) return end_text();
  if (kind_ != Kind::file) return;
  if (!decoder_.complete()) throw multipart_fault("Could not decode base64 data.");
  form_.files.back().fault = form_.files.back().upload.finish();
}

// Text that is not valid Base64 is left as it is.
void MultipartForm::end_text() {
  const std::string decoded = base64_ ? decoder_.decode(text_) : "";
  form_.values[name_] = form_value(base64_ && decoder_.complete() ? decoded : text_, charset_);
}

void MultipartForm::note_ignored() {
  const std::string name = shown(name_);
  if (ignored_.size() < max_ignored && std::ranges::find(ignored_, name) == ignored_.end()) {
    ignored_.push_back(name);
  }
}

void MultipartForm::tell_ignored(http::Request& request) const {
  if (ignored_.empty()) return;
  const std::string names = joined(ignored_);
  request.response_headers.emplace_back("X-ExpoBox-Ignored", names);
  std::vector<std::string> fields;
  for (const FileField& field : wanted_) fields.emplace_back(field.name);
  const std::string right = fields.empty() ? "none" : joined(fields);
  base::log(base::Level::warning, "api", "a form has files under names that are not known",
            {{"names", names}, {"known", right}, {"account", std::to_string(request.caller.user)}});
  context_.activity.ignored(request, "Ignored files: " + names + ". Their field is called: " + right + ".");
}

}  // namespace api
