// SPDX-License-Identifier: MIT
#include "data/data_swap.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <vector>

#include "base/files.h"
#include "data/data_folder.h"
#include "support/temp_folder.h"

namespace fs = std::filesystem;

namespace {

// A box that is there and one that is prepared, as files that say which they are of.
struct Yard {
  explicit Yard(bool old_box = true) {
    if (old_box) {
      for (const char* name : {"/expobox.db", "/expobox.db-wal", "/media/aa/photo"}) put(data + name, "old");
    }
    put(data + "/keys/jwt.key", "key");
    api::create_staging_folder(data);
    put(data + "/restoring/expobox.db", "new");
    put(data + "/restoring/media/bb/film", "new");
  }

  static void put(const std::string& path, const std::string& content) {
    base::create_folders(base::parent_path(path));
    base::write_atomically(path, content);
  }
  std::string at(const std::string& name) const {
    return base::read_file(data + "/" + name).value_or("none");
  }

  void check_new(const std::string& old) const {
    CHECK(at("expobox.db") == "new");
    CHECK(at("media/bb/film") == "new");
    CHECK(at("expobox.db-wal") == "none");
    CHECK(at("media/aa/photo") == "none");
    CHECK(at("keys/jwt.key") == "key");
    for (const char* name : {"/expobox.db", "/expobox.db-wal", "/media/aa/photo"}) {
      CHECK(at(old + name) == "old");
    }
    CHECK_FALSE(fs::exists(data + "/restoring"));
    CHECK_FALSE(fs::exists(data + "/restored"));
  }

  support::TempFolder temp;
  std::string data = temp / "data";
};

}  // namespace

TEST_CASE("replace: the new box takes its place, the old one is kept, one for each time") {
  Yard yard;
  CHECK(api::install_staging(yard.data) == yard.data + "/before-restore-1");
  yard.check_new("before-restore-1");

  api::create_staging_folder(yard.data);
  Yard::put(yard.data + "/restoring/expobox.db", "newer");
  CHECK(api::install_staging(yard.data) == yard.data + "/before-restore-2");
  CHECK(yard.at("expobox.db") == "newer");
  CHECK(yard.at("before-restore-2/expobox.db") == "new");
  CHECK(yard.at("media/bb/film") == "new");  // nothing was prepared in its place
}

TEST_CASE("replace: into a folder without a box") {
  Yard yard(false);
  CHECK(api::install_staging(yard.data).empty());
  CHECK(yard.at("expobox.db") == "new");
  CHECK(yard.at("media/bb/film") == "new");
  CHECK_FALSE(fs::exists(yard.data + "/before-restore-1"));
}

TEST_CASE("replace: killed before the prepared folder is renamed the old box holds") {
  Yard yard;
  CHECK_FALSE(api::swap_pending(yard.data));
  const app::DataFolder opened(yard.data);
  CHECK(yard.at("expobox.db") == "old");
  CHECK(yard.at("media/aa/photo") == "old");
  api::discard_staging(yard.data);
  CHECK_FALSE(fs::exists(yard.data + "/restoring"));
  CHECK(yard.at("expobox.db") == "old");
}

TEST_CASE("replace: killed at any step after it, whoever opens the folder finishes") {
  using Paths = std::pair<const char*, const char*>;
  const std::vector<Paths> steps = {{"restoring", "restored"},
                                    {"expobox.db-wal", "restored/before/expobox.db-wal"},
                                    {"expobox.db", "restored/before/expobox.db"},
                                    {"restored/expobox.db", "expobox.db"},
                                    {"media", "restored/before/media"},
                                    {"restored/media", "media"},
                                    {"restored/before", "before-restore-1"}};
  for (std::size_t done = 1; done <= steps.size(); ++done) {
    CAPTURE(done);
    const Yard yard;
    for (std::size_t at = 0; at < done; ++at) {
      const std::string to = yard.data + "/" + steps[at].second;
      fs::create_directories(base::parent_path(to));
      fs::rename(yard.data + "/" + steps[at].first, to);
    }
    CHECK(api::swap_pending(yard.data));
    const app::DataFolder opened(yard.data);
    yard.check_new("before-restore-1");
  }
}
