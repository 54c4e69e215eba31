// SPDX-License-Identifier: MIT
#include "api/form.h"

#include <algorithm>
#include <span>

#include "api/body_limits.h"
#include "api/errors.h"
#include "api/fields.h"
#include "api/gate.h"
#include "base/json_size.h"
#include "base/text.h"
#include "http/error.h"
#include "http/multipart.h"

namespace api {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::ptrdiff_t most_urlencoded_fields = 1000;

using Wanted = std::span<const FileField>;

http::Error multipart_fault(std::string_view what) {
  return http::detail(400, "Multipart form parse error - " + std::string(what));
}

// Bytes that are no UTF-8 become a list, which no field takes for what it wants.
base::Json value_of(const std::string& text) {
  return base::valid_utf8(text) ? base::Json(text) : base::Json(base::JsonArray());
}

// Sorts the parts of a multipart body into text and files.
class PartSorter final : public http::PartSink {
 public:
  PartSorter(const Services& services, Wanted wanted, Form& form, Uploads::Place& place)
      : services_(services),
        wanted_(wanted),
        form_(form),
        place_(place),
        most_files_(services.settings.files()) {}

  void begin(const http::Part& part) override {
    name_ = part.name;
    text_.clear();
    if (name_.empty()) {
      kind_ = Kind::ignored;
    } else if (part.file_name.value_or("").empty()) {
      kind_ = Kind::text;
    } else {
      begin_file(*part.file_name);
    }
  }

  void data(std::string_view bytes) override {
    if (kind_ == Kind::file) form_.files.back().upload.write(bytes);
    if (kind_ != Kind::text) return;
    text_bytes_ += bytes.size();
    if (text_bytes_ > services_.limits.text_bytes) {
      throw http::detail(413, "The text fields of the form are too large.");
    }
    text_ += bytes;
  }

  void end() override {
    if (kind_ == Kind::file) form_.files.back().fault = form_.files.back().upload.finish();
    if (kind_ != Kind::text) return;
    form_.values[name_] = value_of(text_);
  }

 private:
  enum class Kind { ignored, text, file };

  void begin_file(const std::string& file_name) {
    form_.named_by_files.insert(name_);
    const auto field = std::ranges::find_if(wanted_, [&](const FileField& one) {
      return name_ == one.name || (one.many && name_ == std::string(one.name) + "[]");
    });
    kind_ = field == wanted_.end() ? Kind::ignored : Kind::file;
    if (kind_ == Kind::ignored) return;
    if (!field->many) form_.files.clear();
    if (form_.files.size() >= most_files_) {
      throw http::detail(400,
                         "There are more than " + std::to_string(most_files_) + " files in one request.");
    }
    if (media_kind(field->collection) == media::Kind::video) place_.brings_video();
    form_.files.push_back({field->name, field->collection, file_name,
                           services_.library.begin(file_name, media_kind(field->collection)), std::nullopt});
  }

  const Services& services_;
  const Wanted wanted_;
  Form& form_;
  Uploads::Place& place_;
  const std::size_t most_files_;
  Kind kind_ = Kind::ignored;
  std::string name_, text_;
  std::uint64_t text_bytes_ = 0;
};

void read_multipart(const Services& services, http::Request& request, Wanted wanted, Form& form) {
  const auto boundary = http::boundary_of(request.header("content-type").value_or(""));
  if (!boundary) throw multipart_fault("Invalid boundary in multipart: None");
  if (!std::ranges::empty(wanted)) services.library.require_room(request.body->length().value_or(0));
  const bool video = std::ranges::all_of(
      wanted, [](const FileField& one) { return media_kind(one.collection) == media::Kind::video; });
  Uploads::Place place(services.uploads, request, video && !wanted.empty());
  PartSorter sorter(services, wanted, form, place);
  http::Multipart multipart(*boundary, sorter);
  std::string piece(piece_bytes, '\0');
  bool any = false;
  while (const std::size_t got = place.read(piece.data(), piece.size())) {
    any = true;
    try {
      multipart.feed(std::string_view(piece).substr(0, got));
    } catch (const http::MultipartError& error) {
      throw multipart_fault(error.what());
    }
  }
  if (any && !multipart.complete()) throw multipart_fault("the body ends before its closing boundary");
}

std::string read_text(const Services& services, http::Request& request) {
  const bool nobody = request.caller.user == 0;
  const std::uint64_t most = nobody ? max_anonymous_body_bytes : services.limits.text_bytes;
  if (request.body->length().value_or(0) > most) throw http::detail(413, "The request is too large.");
  request.body->cap(most);
  return http::read_all(*request.body);
}

void read_urlencoded(std::string_view text, Form& form) {
  if (std::ranges::count(text, '&') >= most_urlencoded_fields) {
    throw http::detail(400, "The form has too many fields.");
  }
  for (auto& [name, value] : base::parse_form(text)) {
    form.values[name] = value_of(value);
  }
}

base::Json parsed(const http::Request& request, std::string_view text) {
  const std::size_t most = request.caller.user == 0 ? max_anonymous_json_values : max_json_values;
  if (base::count_json_values(text) > most) {
    throw base::JsonError("More than " + std::to_string(most) + " values");
  }
  return base::parse_json(text);
}

void read_json(const http::Request& request, std::string_view text, Form& form) {
  base::Json json;
  try {
    json = parsed(request, text);
  } catch (const base::JsonError& error) {
    throw http::detail(400, std::string("JSON parse error - ") + error.what());
  }
  if (json.is<base::JsonObject>()) {
    form.values = std::move(json.get<base::JsonObject>());
    return;
  }
  Complaints complaints;
  complaints.add("non_field_errors", json.is<picojson::null>()
                                         ? "No data provided"
                                         : "Invalid data. Expected a dictionary, but got " +
                                               std::string(python_type(json)) + ".");
  complaints.raise();
}

http::Error unsupported(std::string_view what, std::string_view header) {
  const std::string_view shown = base::valid_utf8(header) ? header : "?";
  return http::detail(415,
                      "Unsupported " + std::string(what) + " \"" + std::string(shown) + "\" in request.");
}

}  // namespace

media::Kind media_kind(store::Collection collection) {
  return collection == store::Collection::booth_videos ? media::Kind::video : media::Kind::image;
}

store::NewMedia SentFile::row() const {
  const media::Stored& stored = upload.stored();
  store::NewMedia media{collection, stored.file, stored.content_type, stored.size, stored.sha256};
  if (stored.sent_sha256 != stored.sha256) media.sent_sha256 = stored.sent_sha256;
  return media;
}

void Form::sync() {
  std::vector<base::NewFile*> sent;
  for (SentFile& one : files) sent.push_back(&one.upload.file());
  base::sync_all(sent);
}

void Form::keep() {
  for (SentFile& one : files) one.upload.file().keep();
}

Form read_form(const Services& services, http::Request& request, std::initializer_list<FileField> wanted) {
  Form form;
  if (request.body == nullptr || request.body->empty()) return form;
  const std::string_view sent_type = request.header("content-type").value_or("");
  const std::string_view type = base::trim(sent_type.substr(0, sent_type.find(';')));
  const std::string_view coding = request.header("content-encoding").value_or("identity");
  if (!base::same_word(coding, "identity")) throw unsupported("content encoding", coding);
  if (base::same_word(type, "multipart/form-data")) {
    form.html = true;
    read_multipart(services, request, Wanted(wanted.begin(), wanted.size()), form);
  } else if (base::same_word(type, "application/x-www-form-urlencoded")) {
    form.html = true;
    read_urlencoded(read_text(services, request), form);
  } else if (base::same_word(type, "application/json")) {
    const std::string text = read_text(services, request);
    if (!text.empty()) read_json(request, text, form);
  } else {
    throw unsupported("media type", sent_type);
  }
  confirm_caller(services, request);
  return form;
}

}  // namespace api
