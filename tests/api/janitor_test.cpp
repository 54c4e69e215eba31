// SPDX-License-Identifier: MIT
#include "app/janitor.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "app/startup_check.h"
#include "store/booths.h"
#include "store/users.h"
#include "support/temp_folder.h"

namespace {

using namespace std::chrono_literals;

struct Yard {
  support::TempFolder temp;
  app::DataFolder folder{temp / "data"};
  base::BoxClock clock{};
  app::ClockSaver timekeeper{clock, folder};
  store::SqliteEngine engine{folder.database()};
  media::FileStore library{folder.media(), {}};
  auth::JwtSigner signer{clock, folder.load_or_create_signing_key()};

  app::Janitor janitor(std::string key) {
    return app::Janitor({folder, clock, timekeeper, engine, library, signer, std::move(key)});
  }
};

bool soon(const std::function<bool()>& happens) {
  for (int tries = 0; tries < 500; ++tries) {
    if (happens()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

bool accepts(const auth::JwtSigner& signer, const std::string& token) {
  return std::holds_alternative<auth::Claims>(signer.verify(token, auth::TokenType::access));
}

}  // namespace

TEST_CASE("folder: what a crash left of a small file about to be replaced goes at the start, nothing else") {
  Yard yard;
  const std::string data = yard.folder.path();
  std::set<std::string> kept;
  for (const std::string file : {"/keys/jwt.key", "/clock", "/running", "/FIRST-RUN.txt", "/ADDRESS.txt"}) {
    for (const std::string& name : {data + file, data + file + ".0123456789abcdef.neu"}) {
      base::write_atomically(name, "x");
      kept.insert(name);
    }
    base::write_atomically(data + file + ".0123456789abcdef.new", "half");
  }
  yard.folder.remove_leftovers();
  for (const std::string& name : kept) CHECK(base::exists(name));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    CHECK_FALSE(entry.path().string().ends_with(".new"));
  }
}

namespace {

const std::string brought = "a key that an import has brought";

}  // namespace

TEST_CASE("janitor: a signing key that an import brought beside the server is soon in use") {
  Yard yard;
  app::Janitor janitor = yard.janitor(yard.folder.signing_key());
  const std::string token = auth::JwtSigner(yard.clock, brought).sign(auth::TokenType::access, 1, 0);
  yard.folder.set_signing_key(brought);
  CHECK_FALSE(accepts(yard.signer, token));
  janitor.start();
  CHECK(soon([&] { return accepts(yard.signer, token); }));
}

TEST_CASE("janitor: a signing key of fewer than 32 bytes is not used") {
  Yard yard;
  app::Janitor janitor = yard.janitor(yard.folder.signing_key());
  const std::string token = auth::JwtSigner(yard.clock, "abc").sign(auth::TokenType::access, 1, 0);
  const std::string good = auth::JwtSigner(yard.clock, brought).sign(auth::TokenType::access, 1, 0);
  janitor.start();
  yard.folder.set_signing_key("abc");
  std::this_thread::sleep_for(1200ms);
  CHECK_FALSE(accepts(yard.signer, token));
  yard.folder.set_signing_key(brought);
  CHECK(soon([&] { return accepts(yard.signer, good); }));
}

TEST_CASE("janitor: a configured signing key stays, and stopping is prompt and notes the clock") {
  Yard yard;
  app::Janitor janitor = yard.janitor("");
  const std::string token = yard.signer.sign(auth::TokenType::access, 1, 0);
  yard.folder.set_signing_key(brought);
  janitor.start();
  std::this_thread::sleep_for(1200ms);
  CHECK(accepts(yard.signer, token));
  const auto asked = std::chrono::steady_clock::now();
  janitor.stop();
  CHECK(std::chrono::steady_clock::now() - asked < 5s);
  CHECK(yard.folder.clock_note().time > 0);
  CHECK(yard.folder.clock_note().time <= yard.clock.now());
}

TEST_CASE("janitor: files no row names are removed, the others stay; a new database removes nothing") {
  Yard yard;
  const media::FileStore& library = yard.library;
  const std::string named = "aa0123456789abcdef0123456789abcd.jpg",
                    orphan = "bb0123456789abcdef0123456789abcd.jpg";
  for (const std::string& file : {named, orphan}) {
    base::NewFile(yard.folder.media() + "/" + file.substr(0, 2) + "/" + file).commit();
  }
  const auto files = [&] {
    std::set<std::string> found;
    library.each([&](const std::string& file) { found.insert(file); });
    return found;
  };
  REQUIRE(files() == std::set{named, orphan});
  app::sweep_orphans(yard.engine, library);
  CHECK(files() == std::set{named, orphan});

  store::WriteBatch write;
  store::add_user(
      write, {.id = {1}, .email = "a@b.c", .password = "", .booth_limit = 1, .name = "", .stand = ""}, 1000);
  store::add_booth(write, {1},
                   {.name = "b", .description = "", .category = "", .country = store::CountryId{1}}, "c1",
                   1000);
  store::add_media_of_new(write, "c1",
                          {.collection = store::MediaCollection::booth_images,
                           .file = named,
                           .content_type = "image/jpeg",
                           .size = 1,
                           .sha256 = ""},
                          1000);
  REQUIRE_FALSE(yard.engine.write(write).refused);
  app::sweep_orphans(yard.engine, library);
  CHECK(files() == std::set{named});
}
