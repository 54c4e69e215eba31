// SPDX-License-Identifier: MIT
#pragma once

// Writes one upload to the library. The bytes stream directly to the file's final name while they are counted
// and hashed. The destructor removes the file unless it was kept.
// Thread safety: an UploadWriter belongs to one thread.
// Crash safety: an interrupted upload leaves a file that no row references; see file_store.h.
// Throws: base::DiskError where noted.

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
  std::string file;  // the name in the URL and in the row
  std::string content_type;
  std::uint64_t size = 0;
  std::string sha256, sent_sha256;  // hex; the second of the bytes as sent, location included
  std::string warning;              // playback_warning()
};

struct Limits {
  std::uint64_t image_bytes = 20'000'000;
  std::uint64_t video_bytes = 500'000'000;
  std::uint64_t reserve_bytes = 64'000'000;  // free space that uploads leave to the database
  std::uint64_t organisers_bytes() const { return reserve_bytes / 2; }  // also closed to exhibitors' rows
  bool heic = false;                                                    // accept HEIC, AVIF and JPEG XL

  std::uint64_t max_bytes(MediaKind kind) const {
    return kind == MediaKind::image ? image_bytes : video_bytes;
  }
};

// The result of inspecting a complete file: its type, or a fault.
struct Inspection {
  std::optional<FileError> fault;
  MediaType type;
  std::string warning;  // playback_warning()
};

class UploadWriter {
 public:
  // `shards` must outlive the UploadWriter.
  UploadWriter(ShardedFolder& shards, std::string_view file_name, MediaKind kind, const Limits& limits);

  // Consumes the next bytes. Creates the file once the first bytes show the right media kind. When a fault is
  // certain (wrong kind, too large), removes the file at once and discards the remaining bytes. Throws
  // base::DiskError.
  void write(std::string_view bytes);

  // Completes the upload and returns its fault, if any. A file with location metadata is read once more to
  // hash it. Throws base::DiskError.
  std::optional<FileError> finish();

  // After finish() has returned no fault: the file to sync, and to keep once its row is committed.
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
  std::string first_;  // bytes held back until there are enough for sniff()
  std::optional<MediaType> type_;
  std::optional<base::NewFile> file_;
  std::optional<FileError> fault_;
  std::uint64_t unmeasured_ = 0;  // written since free space was last checked
  crypto::Sha256 hash_;
  StoredFile stored_;
};

// The fault of a type that only a setting allows, if that setting is off.
std::optional<FileError> fault_of_type(const MediaType& type, bool heic);

// Error texts such as "File extension “txt” is not allowed. …", in Django's wording where it has one.
// `max_bytes` is that of the UploadWriter.
std::string error_message(FileError fault, std::string_view file_name, std::uint64_t max_bytes);

}  // namespace media
