// SPDX-License-Identifier: MIT
#include "api/request/request_form.h"

#include <algorithm>

#include "api/auth/guard.h"
#include "api/common/body_limits.h"
#include "api/common/errors.h"
#include "api/request/field_validation.h"
#include "api/request/multipart_form.h"
#include "api/request/warnings.h"
#include "base/text/charset.h"
#include "base/text/json_size.h"
#include "base/text/text.h"
#include "http/error.h"
#include "http/multipart_parser.h"

namespace api {
namespace {

constexpr std::ptrdiff_t max_urlencoded_fields = 1000;

std::string charset_of(const http::Request& request) {
  return http::parameter_of(request.header("content-type").value_or(""), "charset").value_or("");
}

void read_multipart(const Context& context, http::Request& request, WantedFiles wanted, RequestForm& form) {
  const auto boundary = http::parse_boundary(request.header("content-type").value_or(""));
  if (!boundary) throw multipart_fault("Invalid boundary in multipart: None");
  if (!std::ranges::empty(wanted)) context.library.require_room(request.body->length().value_or(0));
  const bool video = std::ranges::all_of(
      wanted, [](const FileField& one) { return media_kind(one.collection) == media::MediaKind::video; });
  ActiveUploads::Registration place(context.uploads, request, video && !wanted.empty());
  MultipartForm sorter(context, wanted, form, place, charset_of(request));
  http::MultipartParser multipart(*boundary, sorter);
  bool any = false;
  while (const std::size_t got = place.read(multipart.space().data(), multipart.space().size())) {
    any = true;
    try {
      multipart.parse(got);
    } catch (const http::MultipartError& error) {
      throw multipart_fault(error.what());
    }
  }
  if (any && !multipart.complete()) throw multipart_fault("the body ends before its closing boundary");
  for (const UploadedFile& file : form.files) add_warning(context, request, file.upload.stored().warning);
  sorter.tell_ignored(request);
}

// Reads a chunked body.
std::string read_unannounced(http::Body& body, TextMemory& memory) {
  constexpr std::size_t piece = 16 * 1024;
  std::string text;
  for (std::size_t got = 1; got > 0;) {
    const std::size_t before = text.size();
    text.resize(before + piece);
    got = body.read(text.data() + before, piece);
    text.resize(before + got);
    memory.add(got);
  }
  return text;
}

std::string read_text(const Context& context, http::Request& request, TextMemory& memory) {
  const bool nobody = request.caller.user == 0;
  const std::uint64_t most = nobody ? max_anonymous_body_bytes : context.limits.text_bytes;
  if (request.body->length().value_or(0) > most) throw http::error_response(413, "The request is too large.");
  request.body->set_limit(most);
  if (!request.body->length()) return read_unannounced(*request.body, memory);
  memory.add(*request.body->length());
  return http::read_all(*request.body);
}

void read_urlencoded(const http::Request& request, std::string_view text, RequestForm& form) {
  if (std::ranges::count(text, '&') >= max_urlencoded_fields) {
    throw http::error_response(400, "The form has too many fields.");
  }
  const std::string charset = charset_of(request);
  for (auto& [name, value] : base::parse_form(text)) {
    form.values[name] = form_value(value, charset);
  }
}

base::Json parsed(const http::Request& request, std::string_view text) {
  const std::size_t most = request.caller.user == 0 ? max_anonymous_json_values : max_json_values;
  if (base::count_json_values(text) > most) {
    throw base::JsonError("More than " + std::to_string(most) + " values");
  }
  return base::parse_json(text);
}

// Ignores an unknown charset, as Django does.
std::string in_utf8(std::string_view charset, std::string text) {
  if (!base::known_charset(charset)) return text;
  auto converted = base::utf8_from(charset, text);
  if (!converted) throw base::JsonError("The body is not in the charset of its Content-Type");
  return *std::move(converted);
}

void read_json(const http::Request& request, std::string text, RequestForm& form) {
  base::Json json;
  try {
    text = in_utf8(charset_of(request), std::move(text));
    json = parsed(request, text);
  } catch (const base::JsonError& error) {
    throw http::error_response(400, std::string("JSON parse error - ") + error.what());
  }
  if (json.is<base::JsonObject>()) {
    form.values = std::move(json.get<base::JsonObject>());
    return;
  }
  ValidationErrors errors;
  errors.add("non_field_errors", json.is<picojson::null>() ? "No data provided"
                                                           : "Invalid data. Expected a dictionary, but got " +
                                                                 std::string(python_type(json)) + ".");
  errors.throw_if_any();
}

http::HttpError unsupported(std::string_view what, std::string_view header) {
  const std::string_view shown = base::valid_utf8(header) ? header : "?";
  return http::error_response(
      415, "Unsupported " + std::string(what) + " \"" + std::string(shown) + "\" in request.");
}

}  // namespace

media::MediaKind media_kind(store::MediaCollection collection) {
  return collection == store::MediaCollection::booth_videos ? media::MediaKind::video
                                                            : media::MediaKind::image;
}

store::NewMedia UploadedFile::row() const {
  const media::StoredFile& stored = upload.stored();
  store::NewMedia media{collection, stored.file, stored.content_type, stored.size, stored.sha256};
  if (stored.sent_sha256 != stored.sha256) media.sent_sha256 = stored.sent_sha256;
  return media;
}

void RequestForm::sync() {
  std::vector<base::NewFile*> sent;
  for (UploadedFile& one : files) sent.push_back(&one.upload.file());
  base::sync_all(sent);
}

void RequestForm::commit_files() {
  for (UploadedFile& one : files) one.upload.file().commit();
}

RequestForm read_form(const Context& context, http::Request& request,
                      std::initializer_list<FileField> wanted) {
  RequestForm form;
  form.memory = TextMemory(context.memory);
  if (request.body == nullptr || request.body->empty()) return form;
  const std::string_view sent_type = request.header("content-type").value_or("");
  const std::string_view type = base::trim(sent_type.substr(0, sent_type.find(';')));
  const std::string_view coding = request.header("content-encoding").value_or("identity");
  // Some clients send the name of a charset here.
  const bool plain = coding.empty() || base::iequals(coding, "identity") || base::known_charset(coding);
  if (!plain) throw unsupported("content encoding", coding);
  if (base::iequals(type, "multipart/form-data")) {
    form.html = true;
    read_multipart(context, request, WantedFiles(wanted.begin(), wanted.size()), form);
  } else if (base::iequals(type, "application/x-www-form-urlencoded")) {
    form.html = true;
    read_urlencoded(request, read_text(context, request, form.memory), form);
  } else if (base::iequals(type, "application/json")) {
    std::string text = read_text(context, request, form.memory);
    if (!text.empty()) read_json(request, std::move(text), form);
  } else {
    throw unsupported("media type", sent_type);
  }
  confirm_caller(context, request);
  return form;
}

}  // namespace api
