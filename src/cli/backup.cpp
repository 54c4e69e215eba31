// SPDX-License-Identifier: MIT
#include "cli/backup.h"

#include <signal.h>

#include <array>
#include <ostream>

#include "backup/archive_writer.h"
#include "base/exit.h"
#include "base/files.h"
#include "base/ids.h"
#include "data/data_folder.h"

namespace app {
namespace {

volatile sig_atomic_t interrupted = 0;  // safe to access in a signal handler

// While an object exists, the signals that end a command only set a flag.
class Interruptions {
 public:
  Interruptions() {
    interrupted = 0;
    struct sigaction note {};
    note.sa_handler = [](int) { interrupted = 1; };
    for (std::size_t at = 0; at < signals.size(); ++at) sigaction(signals[at], &note, &before_[at]);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;
  ~Interruptions() {
    for (std::size_t at = 0; at < signals.size(); ++at) sigaction(signals[at], &before_[at], nullptr);
  }
  static void check() {
    if (interrupted != 0)
      throw CommandError(ExitCode::temporary, "it was interrupted; nothing is left of it");
  }

 private:
  static constexpr std::array<int, 3> signals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, signals.size()> before_{};
};

template <class Put>
void write_all(api::ArchiveWriter& archive, Put put) {
  std::string piece(128 * 1024, '\0');
  for (std::size_t got = archive.read(piece.data(), piece.size()); got > 0;
       got = archive.read(piece.data(), piece.size())) {
    Interruptions::check();
    put(std::string_view(piece).substr(0, got));
  }
}

void write_file(api::ArchiveWriter& archive, const std::string& path) {
  if (base::free_bytes(base::parent_path(path)) < archive.size()) {
    throw base::DiskError(ENOSPC, "write " + std::to_string(archive.size()) + " bytes to " + path);
  }
  base::NewFile beside(path + "." + base::random_hex(4) + ".part");
  write_all(archive, [&](std::string_view bytes) { beside.write(bytes); });
  base::NewFile* const files[] = {&beside};
  base::sync_all(files);
  base::move_file(beside.path(), path);
  beside.commit();
}

void write_out(api::ArchiveWriter& archive, std::ostream& out) {
  write_all(archive, [&](std::string_view bytes) {
    if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
      throw CommandError(ExitCode::io, "standard output cannot be written");
    }
  });
}

// The archive itself is complete and stays, but the data needs attention.
void report(const api::ArchiveWriter& archive, std::ostream& err) {
  for (const std::string& file : archive.skipped())
    err << "left out, as it is missing or cut short: " << file << '\n';
  for (const std::string& file : archive.corrupted())
    err << "changed since it was uploaded: " << file << '\n';
  if (archive.skipped().empty() && archive.corrupted().empty()) return;
  throw CommandError(ExitCode::data, "the archive was made, but the box is not whole: see expobox check");
}

void pack(Call& call, api::ArchiveManifest (*contents)(const api::BackupSource&), std::string_view remark) {
  if (call.operands.size() != 1) throw CommandError(ExitCode::usage, "to which FILE? - is standard output");
  const Config& config = call.configuration.config;
  const std::string& path = call.operands.front();
  require_database(config.data);
  const DataFolder folder(config.data);
  const media::FileStore library(folder.media(), config.media);
  const base::BoxClock clock(folder.clock_note());

  const Interruptions noted;
  const api::BackupSource source{library, folder.database(), folder.copies(), clock.now()};
  api::ArchiveWriter archive(source, contents(source));
  if (path == "-") {
    write_out(archive, call.console.out);
  } else {
    write_file(archive, path);
    call.console.err << path << ": " << archive.size() << " bytes; " << remark << '\n';
  }
  report(archive, call.console.err);
}

}  // namespace

void run_backup(Call& call) { pack(call, api::backup_manifest, "keys/ is not in it"); }

void run_export(Call& call) {
  pack(call, api::export_manifest, "for other programs; restore takes a backup");
}

}  // namespace app
