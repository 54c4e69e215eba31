// SPDX-License-Identifier: MIT
#include "store/uploads.h"

#include "store/database_file.h"
#include "store/engine/database_copy.h"
#include "support/store_fixture.h"

namespace {

using store::Rejection;
using store::UploadRow;
using store::UploadState;

constexpr const char* hash = "ab12";

// An exhibitor with a booth and an upload for it.
struct Sending {
  support::TempStore temp;
  store::UserId user = support::add_user(temp.engine, "a@example.com");
  store::BoothId booth = {support::id_of(write([&](store::WriteBatch& w) {
    store::add_booth(w, user, support::booth_fields("B"), "booth", support::noon);
  }))};

  template <class Fill>
  store::WriteResult write(Fill fill) {
    return support::write(temp.engine, fill);
  }
  UploadRow query(const std::string& name) const {
    UploadRow upload;
    upload.name = name;
    upload.user = user;
    upload.client_id = "client " + name;
    upload.booth = booth;
    upload.file_name = "a.png";
    upload.metadata = "target Ym9vdGhfaW1hZ2U=";
    upload.sha256 = hash;
    upload.size = 100;
    upload.file = name + ".png";
    upload.touched_at = 7;
    return upload;
  }
  UploadRow add(const std::string& name) {
    REQUIRE_FALSE(write([&](store::WriteBatch& w) { store::add_upload(w, query(name)); }).refused);
    return named(name);
  }
  UploadRow named(const std::string& name) { return *store::upload_by_name(temp.engine, name); }
  std::optional<Rejection> note(const UploadRow& upload, std::uint64_t received) {
    return write([&](store::WriteBatch& w) { store::set_received(w, upload, received, 8); }).refused;
  }
  store::WriteResult finish(const UploadRow& upload) {
    return write([&](store::WriteBatch& w) {
      store::finish_upload(w, upload,
                           {upload.collection, upload.file, "image/png", upload.size, hash, upload.client_id},
                           support::noon, 9);
    });
  }
};

}  // namespace

TEST_CASE("uploads: one is read as it was written") {
  Sending sending;
  const UploadRow upload = sending.add("a");
  CHECK(upload.user == sending.user);
  CHECK(upload.client_id == "client a");
  CHECK(upload.booth == sending.booth);
  CHECK_FALSE(upload.item);
  CHECK(upload.file_name == "a.png");
  CHECK(upload.metadata == "target Ym9vdGhfaW1hZ2U=");
  CHECK(upload.sha256 == hash);
  CHECK(upload.size == 100);
  CHECK(upload.received == 0);
  CHECK(upload.file == "a.png");
  CHECK(upload.state == UploadState::receiving);
  CHECK(upload.touched_at == 7);
  CHECK(upload.shelf().parent == sending.booth.value);
  CHECK_FALSE(store::upload_by_name(sending.temp.engine, "b"));
  CHECK(store::upload_by_client_id(sending.temp.engine, sending.user, "client a")->name == "a");
}

TEST_CASE("uploads: an account has one of a client id") {
  Sending sending;
  sending.add("a");
  UploadRow other = sending.query("b");
  other.client_id = "client a";
  CHECK(sending.write([&](store::WriteBatch& w) { store::add_upload(w, other); }).refused ==
        Rejection::already_exists);
  other.user = support::add_user(sending.temp.engine, "b@example.com");
  CHECK_FALSE(sending.write([&](store::WriteBatch& w) { store::add_upload(w, other); }).refused);
}

TEST_CASE("uploads: what is noted goes on from what was noted") {
  Sending sending;
  const UploadRow before = sending.add("a");
  CHECK_FALSE(sending.note(before, 40));
  CHECK(sending.named("a").received == 40);
  CHECK(sending.named("a").touched_at == 8);
  CHECK(sending.note(before, 50) == Rejection::version_mismatch);
  const store::UploadTotals sum = store::unfinished_totals(sending.temp.engine);
  CHECK(sum.uploads == 1);
  CHECK(sum.missing == 60);
}

TEST_CASE("uploads: the media row and the end are one write") {
  Sending sending;
  const UploadRow upload = sending.add("a");
  const store::WriteResult written = sending.finish(upload);
  REQUIRE_FALSE(written.refused);
  const UploadRow finished = sending.named("a");
  CHECK(finished.state == UploadState::finished);
  CHECK(finished.received == 100);
  CHECK(finished.media.value == written.rows.at(0).at(0).integer(0));
  CHECK(sending.finish(upload).refused == Rejection::version_mismatch);
  CHECK(sending.note(upload, 10) == Rejection::version_mismatch);
  CHECK(store::count_unfinished(sending.temp.engine, sending.user) == 0);

  UploadRow lost = sending.add("b");
  lost.booth = {999};
  CHECK(sending.finish(lost).refused == Rejection::not_found);
  CHECK(sending.named("b").state == UploadState::receiving);
}

TEST_CASE("uploads: the primary one takes the place of the one before") {
  Sending sending;
  CHECK_FALSE(sending.finish(sending.add("a")).refused);
  CHECK_FALSE(sending.finish(sending.add("b")).refused);
  UploadRow wanted = sending.query("c");
  wanted.primary = true;
  sending.write([&](store::WriteBatch& w) { store::add_upload(w, wanted); });
  CHECK_FALSE(sending.finish(sending.named("c")).refused);
  const auto media = store::media_of_booth(sending.temp.engine, sending.booth);
  REQUIRE(media.size() == 3);
  CHECK_FALSE(media[0].primary);
  CHECK_FALSE(media[1].primary);
  CHECK(media[2].primary);
}

TEST_CASE("uploads: one that is all there says so before its file is altered") {
  Sending sending;
  const UploadRow before = sending.add("a");
  CHECK_FALSE(before.sent_sha256);
  CHECK(before.durable_size() == 0);
  CHECK_FALSE(sending.note(before, 40));
  CHECK(sending.write([&](store::WriteBatch& w) { store::set_sent_hash(w, before, "cd34"); }).refused ==
        Rejection::version_mismatch);
  CHECK_FALSE(
      sending.write([&](store::WriteBatch& w) { store::set_sent_hash(w, sending.named("a"), "cd34"); })
          .refused);
  const UploadRow noted = sending.named("a");
  CHECK(noted.sent_sha256 == "cd34");
  CHECK(noted.received == 40);
  CHECK(noted.durable_size() == 100);
  CHECK_FALSE(sending.finish(noted).refused);
}

TEST_CASE("uploads: a failed one tells why") {
  Sending sending;
  const UploadRow upload = sending.add("a");
  CHECK_FALSE(
      sending.write([&](store::WriteBatch& w) { store::fail_upload(w, upload, 400, "{}", 9); }).refused);
  const UploadRow failed = sending.named("a");
  CHECK(failed.state == UploadState::failed);
  CHECK(failed.fault_status == 400);
  CHECK(failed.fault == "{}");
  CHECK(sending.finish(upload).refused == Rejection::version_mismatch);
}

TEST_CASE("uploads: those of a hash, the unfinished, and the untouched") {
  Sending sending;
  sending.add("a");
  const UploadRow finished = sending.add("b");
  sending.finish(finished);
  const store::UserId other = support::add_user(sending.temp.engine, "b@example.com");
  auto& engine = sending.temp.engine;
  REQUIRE(store::unfinished_uploads(engine, sending.user, hash).size() == 1);
  CHECK(store::unfinished_uploads(engine, sending.user, hash)[0].name == "a");
  CHECK(store::unfinished_uploads(engine, other, hash).empty());
  CHECK(store::unfinished_uploads(engine, sending.user, "cd").empty());
  CHECK(store::all_unfinished_uploads(engine).size() == 1);
  CHECK(store::stale_uploads(engine, {6, 6}).empty());
  CHECK(store::stale_uploads(engine, {7, 7}).size() == 1);
  CHECK(store::stale_uploads(engine, {9, 9}).size() == 2);
  CHECK(store::stale_uploads(engine, {6, 9}).size() == 1);  // the one without a byte
  CHECK(store::stale_uploads(engine, {6, 9})[0].name == "a");
  sending.write([&](store::WriteBatch& w) { store::delete_upload(w, "a"); });
  CHECK(store::all_unfinished_uploads(engine).empty());
}

TEST_CASE("uploads: a database without an engine on it") {
  Sending sending;
  sending.add("a");
  CHECK(store::unfinished_files(sending.temp.path) == std::vector<std::string>{"a.png"});
  const std::string copy = sending.temp.folder / "copy.db";
  store::copy_database(sending.temp.path, copy);
  store::delete_uploads(copy);
  CHECK(store::unfinished_files(copy).empty());
  CHECK(store::unfinished_files(sending.temp.path).size() == 1);
  const std::string older = sending.temp.folder / "older.db";
  store::migrate(older, store::migrations().first(5));
  CHECK(store::unfinished_files(older).empty());
  CHECK_NOTHROW(store::delete_uploads(older));
}
