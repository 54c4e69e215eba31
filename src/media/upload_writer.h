// SPDX-License-Identifier: MIT
#pragma once

// A file on its way into the library: it streams straight to its final name while it is counted and hashed.
// Until it is kept it goes away with the UploadWriter object. An UploadWriter belongs to one thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "crypto/hash.h"
#include "media/formats/sniff.h"
#include "media/sharded_folder.h"

namespace media {

enum class FileError {
  empty,
  not_an_image,
  not_a_video,
  too_large,
  bad_extension,
  too_many_pixels,
  incomplete_film,
  heic,
  avif,
  jpeg_xl,
};

struct StoredFile {
  std::string file;  // "3f9c….jpg": the name in URL and row
  std::string content_type;
  std::uint64_t size = 0;
  std::string sha256, sent_sha256;  // hex; the second of what came, its location with it
  std::string warning;              // playback_warning()
};

struct Limits {
  std::uint64_t image_bytes = 20'000'000;
  std::uint64_t video_bytes = 500'000'000;
  std::uint64_t reserve_bytes = 64'000'000;  // free space uploads never touch: the database's
  std::uint64_t organisers_bytes() const { return reserve_bytes / 2; }  // of it, rows of exhibitors neither
  bool heic = false;                                                    // HEIC, AVIF and JPEG XL are stored

  std::uint64_t max_bytes(MediaKind kind) const {
    return kind == MediaKind::image ? image_bytes : video_bytes;
  }
};

// What a whole file turned out to be: a type of this kind, or a fault.
struct Inspection {
  std::optional<FileError> fault;
  MediaType type;
  std::string warning;  // playback_warning()
};

class UploadWriter {
 public:
  // `shards` outlives it.
  UploadWriter(ShardedFolder& shards, std::string_view file_name, MediaKind kind, const Limits& limits);

  // Takes the next bytes. The file is made once they show the right kind. When a fault is certain (wrong
  // kind, too large) it is gone at once and the rest of the bytes is swallowed. Throws base::DiskError.
  void write(std::string_view bytes);

  // The end: what is wrong with it, if anything. With a location it is read once more. Throws
  // base::DiskError.
  std::optional<FileError> finish();

  // After a good finish: what is to be synced, then kept once its row is committed.
  base::NewFile& file() { return *file_; }
  const StoredFile& stored() const { return stored_; }
  std::uint64_t max_bytes() const { return limits_.max_bytes(kind_); }

 private:
  void start();
  void append(std::string_view bytes);
  void reject(FileError fault);
  void take_hashes();

  ShardedFolder* shards_;
  std::string extension_;
  MediaKind kind_;
  Limits limits_;
  std::string first_;  // bytes that wait until there are enough for sniff()
  std::optional<MediaType> type_;
  std::optional<base::NewFile> file_;
  std::optional<FileError> fault_;
  std::uint64_t unmeasured_ = 0;  // written since the free space was looked at
  crypto::Sha256 hash_;
  StoredFile stored_;
};

// What is wrong with a type that is stored by a setting only, where that is off.
std::optional<FileError> fault_of_type(const MediaType& type, bool heic);

// "File extension “txt” is not allowed. …" and the like: the seed's wording. max_bytes: the UploadWriter's.
std::string error_message(FileError fault, std::string_view file_name, std::uint64_t max_bytes);

}  // namespace media
