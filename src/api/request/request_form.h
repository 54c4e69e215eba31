// SPDX-License-Identifier: MIT
#pragma once

// The body of a request as fields and files: JSON, urlencoded or multipart, by its Content-Type.
//
// Files of the fields a handler wants stream straight into the media library; they go away with the form
// unless it is kept, also when the body turns out to be cut off. A form belongs to one thread.

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

// A field whose files are wanted: all of them ("images", also written "images[]") or the last one.
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
  bool html = false;        // urlencoded or multipart: a blank can stand for nothing there
  base::JsonObject values;  // of the fields that are no files; the last of a name wins
  std::set<std::string, std::less<>> file_fields;  // every field that came as a file, wanted or not
  std::vector<UploadedFile> files;                 // those wanted, in the order sent
  TextMemory memory = {};

  void sync();  // on the drive when it returns; throws base::DiskError
  void commit_files();
};

// Throws 415, 400, 413, 503 when there is no memory for large texts, 401 where the caller's rights were
// revoked meanwhile; base::DiskError when the drive is full, if it can be known before anything is read. No
// body, or an empty one, is a form without fields whatever its Content-Type.
RequestForm read_form(const Context& services, http::Request& request,
                      std::initializer_list<FileField> wanted = {});

}  // namespace api
