// SPDX-License-Identifier: MIT
#pragma once

// Parses a request body into fields and files. It is JSON, urlencoded or multipart, by its Content-Type.
// Requested files stream directly into the media library. They are deleted with the form unless committed,
// also if the body is truncated.
// Thread safety: a RequestForm is confined to one thread.

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.h"
#include "api/request/text_memory.h"
#include "base/text/json.h"
#include "http/message.h"
#include "store/media.h"

namespace api {

// A file field: all its files ("images", also written "images[]") or only the last one.
struct FileField {
  std::string_view name;
  store::MediaCollection collection = store::MediaCollection::booth_images;
  bool many = false;
};

media::MediaKind media_kind(store::MediaCollection collection);

struct UploadedFile {
  std::string_view field;
  store::MediaCollection collection = store::MediaCollection::booth_images;
  std::string name;  // as sent
  media::UploadWriter upload;
  std::optional<media::FileError> fault;

  store::NewMedia row() const;
};

struct RequestForm {
  bool html = false;                               // urlencoded or multipart, where blank can mean null
  base::JsonObject values;                         // fields other than files; the last value of a name wins
  std::set<std::string, std::less<>> file_fields;  // all fields sent as files, requested or not
  std::vector<UploadedFile> files;                 // the requested files, in the order sent
  TextMemory memory = {};

  void sync();  // syncs the files to the drive; throws base::DiskError
  void commit_files();
};

// Throws 400, 413, 415; 503 if memory for large texts is short; 401 if the caller's rights were revoked
// meanwhile. Throws base::DiskError if the drive is known to be full before the body is read. A missing or
// empty body gives a form without fields, whatever its Content-Type.
RequestForm read_form(const Context& context, http::Request& request,
                      std::initializer_list<FileField> wanted = {});

}  // namespace api
