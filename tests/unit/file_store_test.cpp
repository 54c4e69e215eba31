// SPDX-License-Identifier: MIT
#include "media/file_store.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <limits>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "base/text/text.h"
#include "support/gps_samples.h"
#include "support/samples.h"
#include "support/temp_folder.h"

namespace fs = std::filesystem;
using media::FileError;
using media::MediaKind;

namespace {

// A library in a folder of its own, where every drive has room.
struct Yard {
  explicit Yard(media::Limits limits = {.reserve_bytes = 0}) : library(folder / "media", limits) {}

  // What finish() says of a file that comes in pieces; it is gone afterwards.
  std::optional<FileError> fault_of(const std::string& name, const std::string& bytes, MediaKind kind,
                                    std::size_t piece = 100) {
    media::UploadWriter upload = library.start_upload(name, kind);
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      upload.write(std::string_view(bytes).substr(at, piece));
    return upload.finish();
  }

  media::StoredFile keep(const std::string& name, const std::string& bytes,
                         MediaKind kind = MediaKind::image) {
    media::UploadWriter upload = library.start_upload(name, kind);
    upload.write(bytes);
    REQUIRE(upload.finish() == std::nullopt);
    upload.file().commit();
    return upload.stored();
  }

  std::multiset<std::string> listed() const {
    std::multiset<std::string> files;
    library.each([&](const std::string& file) { files.insert(file); });
    return files;
  }

  // Files of any name, anywhere in the library.
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "media"))
      count += entry.is_regular_file();
    return count;
  }

  std::string path(const std::string& file) const {
    return folder / ("media/" + file.substr(0, 2) + "/" + file);
  }

  support::TempFolder folder;
  media::FileStore library;
};

template <class Call>
bool full(Call call) {
  try {
    call();
  } catch (const base::DiskError& error) {
    return error.disk_full();
  }
  return false;
}

}  // namespace

TEST_CASE("library: a kept upload is the same bytes under a name of its own") {
  Yard yard;
  const media::StoredFile stored = yard.keep("my photo.png", support::png());
  CHECK(stored.file.size() == 32 + 4);
  CHECK(stored.file.ends_with(".png"));
  CHECK(stored.content_type == "image/png");
  CHECK(stored.size == support::png().size());
  CHECK(stored.sha256 == base::hex(crypto::sha256(support::png())));
  CHECK(base::read_file(yard.path(stored.file)) == support::png());
  CHECK(yard.library.open(stored.file));
  CHECK(yard.keep("my photo.png", support::png()).file != stored.file);
}

TEST_CASE("library: an upload is kept without its location, and tells both hashes") {
  Yard yard;
  const auto hash = [](const std::string& bytes) { return base::hex(crypto::sha256(bytes)); };
  const std::string sent = support::jpeg_with(support::exif_segment(support::exif()));
  const std::string kept = support::jpeg_with(support::exif_segment(support::exif(support::little, false)));
  const media::StoredFile stored = yard.keep("a.jpg", sent);
  CHECK(base::read_file(yard.path(stored.file)) == kept);
  CHECK(stored.sha256 == hash(kept));
  CHECK(stored.sent_sha256 == hash(sent));
  CHECK(yard.keep("a.jpg", kept).sent_sha256 == hash(kept));

  const std::string film = support::film_with(support::box("udta", support::xyz_box()));
  const media::StoredFile filmed = yard.keep("a.mp4", film, MediaKind::video);
  CHECK(filmed.sha256 == hash(*base::read_file(yard.path(filmed.file))));
  CHECK(filmed.sent_sha256 == hash(film));
  CHECK(filmed.sha256 != hash(film));
}

TEST_CASE("library: of a file in pieces it is told before a byte of it is overwritten") {
  Yard yard;
  const std::string sent = support::jpeg_with(support::exif_segment(support::exif()));
  const std::string file = *yard.library.new_name("a.jpg", MediaKind::image, "");
  yard.library.open_for_append(file, 0).write(sent);
  const media::MediaType type = *media::sniff(sent);
  struct Cut {};
  const auto cut = [&] {
    CHECK(base::read_file(yard.path(file)) == sent);
    throw Cut();
  };
  CHECK_THROWS_AS(yard.library.erase_location(file, type, cut), Cut);
  CHECK(base::read_file(yard.path(file)) == sent);
  int calls = 0;
  CHECK(yard.library.erase_location(file, type, [&] { ++calls; }));
  CHECK(base::read_file(yard.path(file)) ==
        support::jpeg_with(support::exif_segment(support::exif(support::little, false))));
  CHECK_FALSE(yard.library.erase_location(file, type, [&] { ++calls; }));
  CHECK(calls == 1);
}

TEST_CASE("library: an upload that is not kept leaves nothing") {
  Yard yard;
  {
    media::UploadWriter upload = yard.library.start_upload("a.png", MediaKind::image);
    upload.write(support::png());
    CHECK(upload.finish() == std::nullopt);
    CHECK(yard.files() == 1);
  }
  {
    media::UploadWriter upload = yard.library.start_upload("a.mp4", MediaKind::video);
    upload.write(support::mp4());
    CHECK(yard.files() == 1);
  }
  CHECK(yard.files() == 0);
}

TEST_CASE("library: an upload can be handed on, and is kept once") {
  Yard yard;
  media::UploadWriter first = yard.library.start_upload("a.png", MediaKind::image);
  first.write(support::png().substr(0, 70));
  media::UploadWriter second = std::move(first);
  second.write(support::png().substr(70));
  CHECK(second.finish() == std::nullopt);
  second.file().commit();
  CHECK(base::read_file(yard.path(second.stored().file)) == support::png());
}

TEST_CASE("library: the size of the pieces makes no difference") {
  Yard yard;
  for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U, 100'000U}) {
    CAPTURE(piece);
    CHECK(yard.fault_of("a.png", support::png(), MediaKind::image, piece) == std::nullopt);
    CHECK(yard.fault_of("a.gif", support::gif(), MediaKind::image, piece) == std::nullopt);  // of 43 bytes
    CHECK(yard.fault_of("a.png", support::png().substr(0, 30), MediaKind::image, piece) ==
          FileError::not_an_image);
    CHECK(yard.fault_of("a.mp4", support::mp4(), MediaKind::video, piece) == std::nullopt);
    CHECK(yard.fault_of("a.mp4", "plain text", MediaKind::video, piece) == FileError::not_a_video);
  }
  CHECK(yard.files() == 0);
}

TEST_CASE("library: each kind of image is accepted under its usual names") {
  Yard yard;
  using Named = std::pair<const char*, std::string>;
  for (const Named& file : {Named{"photo.jpg", support::jpeg()},
                            {"IMG_0001.JPG", support::jpeg()},
                            {"a.gif", support::gif()},
                            {"a.webp", support::webp()},
                            {"a.bmp", support::bmp()},
                            {"a.tiff", support::tiff()},
                            {"jpeg named.png", support::jpeg()}}) {
    CAPTURE(file.first);
    const media::StoredFile stored = yard.keep(file.first, file.second);
    CHECK(stored.content_type == media::sniff(file.second)->content_type);
    CHECK(stored.file.ends_with(media::extension_of(file.first)));
  }
}

TEST_CASE("library: videos keep an extension of a video and get the usual one else") {
  Yard yard;
  const auto name_of = [&](const char* name, const std::string& bytes) {
    return media::extension_of(yard.keep(name, bytes, MediaKind::video).file);
  };
  CHECK(name_of("video1.mp4", support::mp4()) == ".mp4");
  CHECK(name_of("clip.MOV", support::mp4()) == ".mov");
  CHECK(name_of("clip", support::film("avc1").replace(8, 4, "qt  ")) == ".mov");
  CHECK(name_of("clip.html", support::mp4()) == ".mp4");
  CHECK(name_of("clip.webm", "\x1A\x45\xDF\xA3 whatever follows") == ".webm");
}

TEST_CASE("library: what is wrong with a file, in the order of asking") {
  Yard yard({.image_bytes = 1000, .video_bytes = 3000, .reserve_bytes = 0});
  CHECK(yard.fault_of("a.png", "", MediaKind::image) == FileError::empty);
  CHECK(yard.fault_of("a.txt", "", MediaKind::image) == FileError::empty);
  CHECK(yard.fault_of("a.txt", "a text", MediaKind::image) == FileError::not_an_image);
  CHECK(yard.fault_of("a.svg", support::svg(), MediaKind::image) == FileError::not_an_image);
  CHECK(yard.fault_of("a.png", support::mp4(900), MediaKind::image) == FileError::not_an_image);
  CHECK(yard.fault_of("a.mp4", support::png(), MediaKind::video) == FileError::not_a_video);
  CHECK(yard.fault_of("a.heic", support::iso_media("heic"), MediaKind::image) == FileError::heic);
  CHECK(yard.fault_of("a.jpg", support::iso_media("avif"), MediaKind::image) == FileError::avif);
  CHECK(yard.fault_of("a.jxl", support::jpeg_xl(), MediaKind::image) == FileError::jpeg_xl);
  CHECK(yard.fault_of("a.mp4", support::iso_media("heic"), MediaKind::video) == FileError::not_a_video);
  CHECK(yard.fault_of("a.txt", support::png(), MediaKind::image) == FileError::bad_extension);
  CHECK(yard.fault_of("photo", support::png(), MediaKind::image) == FileError::bad_extension);
  CHECK(yard.fault_of("a.txt", support::png().substr(0, 80), MediaKind::image) == FileError::not_an_image);
  CHECK(yard.fault_of("a.png", support::png() + std::string(1000, 'x'), MediaKind::image) ==
        FileError::too_large);
  CHECK(yard.fault_of("a.png", support::png() + std::string(1000, 'x'), MediaKind::image, 5000) ==
        FileError::too_large);
  CHECK(yard.fault_of("a.mp4", support::mp4(3000), MediaKind::video) == std::nullopt);
  CHECK(yard.fault_of("a.mp4", support::mp4(3001), MediaKind::video) == FileError::too_large);
  CHECK(yard.files() == 0);
}

TEST_CASE("library: HEIC and its like are kept where the organiser has it so") {
  Yard yard({.image_bytes = 5000, .video_bytes = 3000, .reserve_bytes = 0});
  yard.library.set_heic(true);
  CHECK(yard.fault_of("a.HEIC", support::heic(), MediaKind::image) == std::nullopt);
  CHECK(yard.fault_of("a.jxl", support::jpeg_xl(), MediaKind::image) == std::nullopt);
  CHECK(yard.fault_of("a.heic", support::heic().substr(0, 200), MediaKind::image) == FileError::not_an_image);
  CHECK(yard.fault_of("a.txt", support::heic(), MediaKind::image) == FileError::bad_extension);
  CHECK(yard.fault_of("a.mp4", support::heic(), MediaKind::video) == FileError::not_a_video);
  yard.library.set_heic(false);
  CHECK(yard.fault_of("a.heic", support::heic(), MediaKind::image) == FileError::heic);
}

TEST_CASE("library: a film without an index, or whose pictures have no end, is not complete") {
  Yard yard({.video_bytes = 9000, .reserve_bytes = 0});
  const auto fault = [&](const std::string& bytes) {
    return yard.fault_of("a.mp4", bytes, MediaKind::video);
  };
  const std::string head = support::iso_media("isom"), index = support::film("avc1").substr(2048);
  CHECK(fault(support::mp4()) == std::nullopt);
  CHECK(fault(support::mp4() + "whatever follows") == std::nullopt);
  for (std::size_t length : {24U, 32U, 100U, 2047U}) {
    CHECK(fault(support::mp4().substr(0, length)) == FileError::incomplete_film);
  }
  CHECK(fault(head + support::big(0, 4) + "mdat" + "until it was cut") == FileError::incomplete_film);
  CHECK(fault(head + index + support::big(9000, 4) + "mdat") == std::nullopt);
  CHECK(fault(head + index.substr(0, index.size() - 1)) == FileError::incomplete_film);
}

TEST_CASE("library: what keeps devices from playing a film is told, and the film kept") {
  Yard yard({.video_bytes = 9000, .reserve_bytes = 0});
  const auto warning = [&](const std::string& bytes) {
    media::UploadWriter upload = yard.library.start_upload("a.mp4", MediaKind::video);
    upload.write(bytes);
    CHECK(upload.finish() == std::nullopt);
    return upload.stored().warning;
  };
  CHECK(warning(support::mp4()).empty());
  CHECK(warning(support::film("avc1", support::Index::first)).empty());
  CHECK(warning(support::film("avc1")).find("index") != std::string::npos);
  CHECK(warning(support::film("avc1")).find("HEVC") == std::string::npos);
  for (const char* coding : {"hvc1", "hev1"}) {
    const std::string first = warning(support::film(coding, support::Index::first));
    CHECK(first.find("HEVC") != std::string::npos);
    CHECK(first.find("index") == std::string::npos);
    CHECK(warning(support::film(coding)).size() > first.size());
  }
}

TEST_CASE("library: a fault frees the space at once, and the rest is swallowed") {
  Yard yard({.video_bytes = 3000, .reserve_bytes = 0});
  media::UploadWriter upload = yard.library.start_upload("a.mp4", MediaKind::video);
  upload.write(support::mp4(3000));
  CHECK(yard.files() == 1);
  upload.write("x");
  CHECK(yard.files() == 0);
  upload.write(support::mp4());
  CHECK(yard.files() == 0);
  CHECK(upload.finish() == FileError::too_large);

  media::UploadWriter text = yard.library.start_upload("a.mp4", MediaKind::video);
  text.write(std::string(1000, 'x'));
  CHECK(yard.files() == 0);
  text.write(support::mp4());
  CHECK(text.finish() == FileError::not_a_video);
}

TEST_CASE("library: rows use the reserve but for the organiser's half") {
  const std::uint64_t free = base::free_bytes(std::filesystem::temp_directory_path());
  Yard roomy({.reserve_bytes = free + free / 2});
  CHECK_THROWS_AS(roomy.library.require_room(0), base::DiskError);
  CHECK_NOTHROW(roomy.library.require_room_for_rows());
  Yard full({.reserve_bytes = 4 * free});
  CHECK_THROWS_AS(full.library.require_room_for_rows(), base::DiskError);
}

TEST_CASE("library: the reserve is not touched") {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  Yard none({.reserve_bytes = most});
  CHECK(full([&] { none.library.start_upload("a.png", MediaKind::image); }));
  CHECK(full([&] { none.library.require_room(0); }));
  Yard plenty;
  CHECK(full([&] { plenty.library.start_upload("a.png", MediaKind::image, most); }));
  CHECK(full([&] { plenty.library.require_room(most); }));
  CHECK_FALSE(full([&] { plenty.library.require_room(1000); }));
}

TEST_CASE("library: room that goes away during an upload ends it, and its file goes") {
  Yard yard;
  {
    media::ShardedFolder shards(yard.folder / "media");
    media::UploadWriter upload(shards, "a.mp4", MediaKind::video,
                               {.reserve_bytes = std::numeric_limits<std::uint64_t>::max()});
    upload.write(support::mp4());
    CHECK(yard.files() == 1);
    CHECK(full([&] {
      for (int i = 0; i < 64; ++i) upload.write(std::string(64 * 1024, 'x'));
    }));
  }
  CHECK(yard.files() == 0);
}

TEST_CASE("library: only its own names are files") {
  Yard yard;
  const std::string file = yard.keep("a.png", support::png()).file;
  base::write_atomically(yard.folder / "secret", "key");
  base::write_atomically(yard.folder / "media/secret", "key");
  const std::string digits = file.substr(0, 32);
  for (const std::string& name :
       {std::string(), std::string("../secret"), std::string("secret"), digits, digits + ".", digits + ".PNG",
        digits + ".png/", digits + "./png", "/" + file, "./" + file, file + '\0', digits + ".averylongone",
        digits.substr(1) + ".png", digits + "0.png", std::string(32, 'A') + ".png",
        std::string(32, '.') + ".png", digits.substr(0, 2) + "/" + file, "..%2f" + file}) {
    CAPTURE(name);
    const bool plain = name.size() > 2 && name.find_first_of(std::string("/\0", 2)) == name.npos;
    if (plain) {
      fs::create_directories(yard.folder / ("media/" + name.substr(0, 2)));
      base::write_atomically(yard.path(name), "of somebody else");
    }
    CHECK_FALSE(yard.library.open(name));
    yard.library.remove(name);
    if (plain) CHECK(base::read_file(yard.path(name)));
  }
  CHECK(yard.library.open(file));
  CHECK(base::read_file(yard.folder / "secret"));
  CHECK_FALSE(yard.library.open(std::string(32, '0') + ".png"));
}

TEST_CASE("library: a removed file is gone, and may be removed again") {
  Yard yard;
  const std::string file = yard.keep("a.png", support::png()).file;
  yard.library.remove(file);
  CHECK_FALSE(yard.library.open(file));
  CHECK(yard.files() == 0);
  yard.library.remove(file);
  fs::create_directories(yard.path(file) + "/full");
  CHECK_NOTHROW(yard.library.remove(file));  // it cannot; that is for the log
}

TEST_CASE("library: each names every file and passes over strangers") {
  Yard yard;
  CHECK(yard.listed().empty());
  std::multiset<std::string> kept;
  for (int i = 0; i < 20; ++i) kept.insert(yard.keep("a.png", support::png()).file);
  const std::string one = *kept.begin();
  const std::string media = yard.folder / "media";
  for (const std::string& stranger :
       {std::string("/note.txt"), "/" + one, "/System Volume Information/" + one,
        "/" + one.substr(0, 2) + "/._" + one, "/" + one.substr(0, 2) + "/note.txt",
        (one.starts_with("00") ? "/01/" : "/00/") + one}) {
    fs::create_directories(fs::path(media + stranger).parent_path());
    base::write_atomically(media + stranger, "x");
  }
  base::write_atomically(media + "/zz", "a file where a folder might be");
  fs::create_directories(yard.path(one.substr(0, 2) + std::string(30, '0') + ".png"));
  CHECK(yard.listed() == kept);
}

TEST_CASE("library: files may be removed while they are listed") {
  Yard yard;
  for (int i = 0; i < 20; ++i) yard.keep("a.png", support::png());
  yard.library.each([&](const std::string& file) { yard.library.remove(file); });
  CHECK(yard.files() == 0);
}

TEST_CASE("library: several threads upload at once") {
  Yard yard;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n) {
        media::UploadWriter upload = yard.library.start_upload("a.png", MediaKind::image);
        upload.write(support::png());
        if (!upload.finish()) upload.file().commit();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(yard.listed().size() == 40);
}

TEST_CASE("library: faults are explained in the words of the reference") {
  CHECK(media::error_message(FileError::empty, "a.png", 0) == "The submitted file is empty.");
  CHECK(media::error_message(FileError::not_an_image, "a.png", 0) ==
        "Upload a valid image. The file you uploaded was either not an image or a corrupted image.");
  CHECK(media::error_message(FileError::not_a_video, "a.png", 0).starts_with("Upload a valid video."));
  CHECK(media::error_message(FileError::bad_extension, "a.TXT", 0) ==
        "File extension “txt” is not allowed. Allowed extensions are: bmp, dib, gif, tif, tiff, jfif, jpe, "
        "jpg, "
        "jpeg, png, apng, mpo, webp.");
  CHECK(media::error_message(FileError::bad_extension, "photo", 0)
            .starts_with("File extension “” is not allowed."));
  CHECK(media::error_message(FileError::too_large, "a.png", 20'000'000) ==
        "The file is too large: at most 20 MB.");
  CHECK(media::error_message(FileError::too_large, "a.png", 1'500'000) ==
        "The file is too large: at most 1500 kB.");
  CHECK(media::error_message(FileError::too_large, "a.png", 1'234) ==
        "The file is too large: at most 1234 bytes.");
  CHECK(media::Limits{}.max_bytes(MediaKind::video) == 500'000'000);
}

TEST_CASE("library: what is removed while somebody holds a pin stays until the last pin has gone") {
  Yard yard;
  const std::string photo = yard.keep("a.png", support::png()).file,
                    other = yard.keep("b.png", support::png()).file;
  base::Descriptor first = yard.library.pin(), second = yard.library.pin();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(yard.library.pinned());
  CHECK_FALSE(yard.library.needs_sweep());
  yard.library.remove(photo);
  CHECK(yard.library.open(photo));
  CHECK(yard.library.needs_sweep());
  first.reset();
  yard.library.remove_deferred();
  CHECK(yard.library.size_of(photo) == support::png().size());
  second.reset();
  CHECK_FALSE(yard.library.pinned());
  yard.library.remove_deferred();
  CHECK_FALSE(yard.library.open(photo));
  CHECK_FALSE(yard.library.needs_sweep());
  CHECK(yard.library.size_of(photo) == std::nullopt);
  yard.library.remove(other);
  CHECK_FALSE(yard.library.open(other));
  CHECK(yard.library.size_of("../media.lock") == std::nullopt);
}

TEST_CASE("library: what is left to the sweep is not forgotten") {
  Yard yard;
  const std::string photo = yard.keep("a.png", support::png()).file;
  yard.library.mark_for_sweep();
  yard.library.remove(photo);
  CHECK(yard.library.needs_sweep());
}

TEST_CASE("library: another process's pin counts, and one that is not told is removed with the next") {
  Yard yard;
  const media::FileStore elsewhere(yard.folder / "media", {});
  const std::string photo = yard.keep("a.png", support::png()).file,
                    other = yard.keep("b.png", support::png()).file;
  base::Descriptor pin = elsewhere.pin();
  yard.library.remove(photo);
  CHECK(yard.library.open(photo));
  pin.reset();
  yard.library.remove(other);
  CHECK(yard.listed().empty());
}
