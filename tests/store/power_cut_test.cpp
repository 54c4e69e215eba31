// SPDX-License-Identifier: MIT

// What the store has after a power cut: the drive of support/recording_vfs.h records a working engine, and
// for every event of the record the folder is made again as a cut right after it may leave it, opened by the
// normal engine and compared with what the writers had been told by then.
//
// This is the half that is quick enough to cut everywhere. The other half, uploaded files beside rows and the
// answers on the wire, is tests/crash/power_cut, which does the same with the system calls of the real
// binary.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "store/engine/connection.h"
#include "support/process_stats.h"
#include "support/recording_vfs.h"
#include "support/store_fixture.h"

namespace fs = std::filesystem;
using store::WriteBatch;
using support::Drive;
using support::Files;
using support::Left;
using support::Record;

namespace {

constexpr int parts = 3;  // rows of a write
constexpr std::size_t never = SIZE_MAX;

// A write of `parts` rows, or the removal of those of another, and when it was: events of the record.
struct Deed {
  std::string name;
  bool removal = false, refused = false;
  std::size_t begun = 0, returned = never;
};

// Keeps notes of what several threads have the engine write.
class Writers {
 public:
  Writers(Drive& drive, store::Database& engine, std::vector<Deed>& deeds)
      : drive_(drive), engine_(engine), deeds_(deeds) {}

  void work(int count, int each, const std::string& prefix) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([=, this] {
        std::mt19937 random(static_cast<unsigned>(i));
        for (int n = 0; n < each; ++n) one(prefix + std::to_string(i) + "-" + std::to_string(n), random);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK_FALSE(surprised_);
  }

 private:
  void one(const std::string& name, std::mt19937& random) {
    Deed deed{.name = name, .refused = random() % 6 == 0};
    run(deed, [&](WriteBatch& w) {
      for (int part = 0; part < parts; ++part) {
        const std::string value(random() % 8 == 0 ? 9000 : random() % 900, static_cast<char>('a' + part));
        w.run("INSERT INTO settings (key, value) VALUES (?, ?)", "w/" + name + "/" + std::to_string(part),
              value);
      }
      if (deed.refused) w.require(store::Rejection::not_found, "DELETE FROM settings WHERE key = 'none'");
    });
    if (deed.refused || random() % 4 != 0) return;
    run({.name = name, .removal = true},
        [&](WriteBatch& w) { w.run("DELETE FROM settings WHERE key LIKE ?", "w/" + name + "/%"); });
  }

  template <class Fill>
  void run(Deed deed, Fill fill) {
    deed.begun = drive_.now();
    const bool refused = support::write(engine_, fill).refused.has_value();
    deed.returned = drive_.now();
    const std::lock_guard lock(mutex_);
    if (refused != deed.refused) surprised_ = true;
    deeds_.push_back(std::move(deed));
  }

  Drive& drive_;
  store::Database& engine_;
  std::mutex mutex_;
  std::vector<Deed>& deeds_;
  bool surprised_ = false;
};

// How many rows a write may have left when the power went after `cut` events.
std::set<int> possible(const std::vector<Deed>& of_one_name, std::size_t cut) {
  std::set<int> rows = {0};
  for (const Deed& deed : of_one_name) {
    if (deed.begun >= cut) break;
    if (deed.returned <= cut) rows.clear();
    rows.insert(deed.removal || deed.refused ? 0 : parts);
  }
  return rows;
}

std::map<std::string, std::vector<Deed>> by_name(const std::vector<Deed>& deeds) {
  std::map<std::string, std::vector<Deed>> named;
  for (const Deed& deed : deeds) named[deed.name].push_back(deed);
  return named;
}

std::map<std::string, int> rows_of(store::Database& engine) {
  std::map<std::string, int> found;
  store::query_rows(
      engine,
      [&](const store::Row& row) {
        const std::string_view key = row.text(0);
        ++found[std::string(key.substr(2, key.rfind('/') - 2))];
      },
      "SELECT key FROM settings WHERE key LIKE 'w/%'");
  return found;
}

std::string integrity_of(store::Database& engine) {
  std::string said;
  const auto note = [&](const store::Row& row) { said += row.text(0); };
  store::query_rows(engine, note, "PRAGMA integrity_check");
  store::query_rows(engine, note, "PRAGMA foreign_key_check");
  return said == "ok" ? "" : said;
}

void fill(const std::string& folder, const Files& files) {
  for (const auto& entry : fs::directory_iterator(folder)) fs::remove_all(entry);
  for (const auto& [name, content] : files) std::ofstream(folder + "/" + name, std::ios::binary) << content;
}

// In memory where the system has such a folder: what the drive keeps is in the record.
fs::path quick_place() {
  const fs::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
}

using Named = std::map<std::string, std::vector<Deed>>;

// What is wrong with a store after a cut; "" when nothing.
std::string fault_of(const std::string& path, const Named& deeds, std::size_t cut) try {
  store::SqliteEngine engine(path);
  if (const std::string said = integrity_of(engine); !said.empty()) return said;
  auto found = rows_of(engine);
  for (const auto& [name, of_name] : deeds) {
    const int rows = found[name];
    found.erase(name);
    if (!possible(of_name, cut).contains(rows)) return name + " has " + std::to_string(rows) + " rows";
  }
  if (!found.empty()) return found.begin()->first + " came from nowhere";
  support::write(engine,
                 [](WriteBatch& w) { w.run("INSERT INTO settings (key, value) VALUES ('goes on', '')"); });
  return "";
} catch (const store::StorageError& failure) {
  return failure.what();
}

struct Cuts {
  std::size_t states = 0;
  std::string fault = {};
};

// Cuts after each `step`th event from `first` on, and looks at what is left: everywhere one of the ways to
// lose what was not synced, in turn, and where something returned the hardest, nothing left of it.
Cuts cut_everywhere(const Record& record, const std::vector<Deed>& deeds, std::size_t first,
                    std::size_t step) {
  const support::TempFolder folder(quick_place());
  const Named named = by_name(deeds);
  std::set<std::size_t> returns;
  for (const Deed& deed : deeds) returns.insert(deed.returned);
  std::mt19937 random(1);
  support::DriveState state;
  Cuts cuts;
  std::size_t turn = 0;
  for (std::size_t cut = 0; cut <= record.size(); ++cut) {
    if (cut > 0) state.take(record, cut - 1);
    if (cut < first || (cut % step != 0 && !returns.contains(cut))) continue;
    std::set<Left> ways = {support::every_left[turn++ % std::size(support::every_left)]};
    if (returns.contains(cut)) ways.insert(Left::nothing);
    for (const Left left : ways) {
      fill(folder.path(), state.after_cut(record, left, random));
      const std::string fault = fault_of(folder / "test.db", named, cut);
      ++cuts.states;
      if (fault.empty()) continue;
      cuts.fault = "event " + std::to_string(cut) + " of " + std::to_string(record.size()) + ", left " +
                   std::to_string(static_cast<int>(left)) + ": " + fault;
      return cuts;
    }
  }
  return cuts;
}

// Checkpoints like those of the janitor, among the writes.
class Checkpoints {
 public:
  explicit Checkpoints(store::SqliteEngine& engine)
      : thread_([this, &engine] {
          while (!enough_) {
            engine.checkpoint();
            std::this_thread::sleep_for(std::chrono::milliseconds(15));
          }
        }) {}
  ~Checkpoints() {
    enough_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> enough_ = false;
  std::thread thread_;
};

// A folder at work on a drive that remembers.
class Box {
 public:
  Box() = default;
  // One that goes on with a folder as it was found, after events and deeds that were before.
  Box(const Files& files, Record before, std::vector<Deed> deeds)
      : drive_(folder_.path(), std::move(before)), deeds_(std::move(deeds)) {
    fill(folder_.path(), files);
  }

  // Start, writers at once, stop.
  void live(int writers, int each, const std::string& prefix) {
    store::SqliteEngine engine(path());
    note_what_is_shown(engine);
    const Checkpoints checkpoints(engine);
    Writers(drive_, engine, deeds_).work(writers, each, prefix);
  }
  Record stop() { return drive_.stop(); }
  std::string path() const { return folder_ / "test.db"; }
  const std::vector<Deed>& deeds() const { return deeds_; }

 private:
  // What an engine shows once it is open is as good as answered: somebody may act on it.
  void note_what_is_shown(store::Database& engine) {
    auto rows = rows_of(engine);
    const std::size_t now = drive_.now();
    for (const auto& [name, deeds] : by_name(deeds_)) {
      deeds_.push_back({.name = name, .removal = rows[name] == 0, .begun = now - 1, .returned = now});
    }
  }

  support::TempFolder folder_{quick_place()};
  Drive drive_{folder_.path()};
  std::vector<Deed> deeds_;
};

struct Life {
  Record record;
  std::vector<Deed> deeds;
};

Life first_life() {
  Box box;
  box.live(4, 6, "first");
  return {box.stop(), box.deeds()};
}

// What was known of the deeds when everything ended after `cut` events; `moved`: before another record.
std::vector<Deed> known_at(const std::vector<Deed>& deeds, std::size_t cut, bool moved) {
  std::vector<Deed> known;
  for (Deed deed : deeds) {
    if (deed.begun >= cut) continue;
    deed.returned = deed.returned > cut ? never : moved ? 0 : deed.returned;
    if (moved) deed.begun = 0;
    known.push_back(std::move(deed));
  }
  return known;
}

// The drive's content after all of a record's first events, as a cut leaves it.
Files files_at(const Record& record, std::size_t cut, Left left, std::mt19937& random) {
  support::DriveState state;
  for (std::size_t at = 0; at < cut; ++at) state.take(record, at);
  return state.after_cut(record, left, random);
}

// Where all takes longer, fewer moments are looked at; the tests say how many.
const bool slow = support::sanitized || support::emulated();
const std::size_t every = slow ? 16 : 1;
const int second_ends = slow ? 3 : 24;  // how often what follows an end is cut too

}  // namespace

TEST_CASE("power cut: what returned is there, the rest whole or not at all, wherever the power goes") {
  Box box;
  box.live(6, 25, "first");
  box.live(3, 6, "second");  // on a folder that was closed in order, with a log of its own
  const Record record = box.stop();
  const Cuts cuts = cut_everywhere(record, box.deeds(), 0, every);
  MESSAGE(record.size(), " events, ", cuts.states, " states");
  CHECK(cuts.fault == "");
  CHECK(record.size() >= 1000);
  CHECK(cuts.states >= record.size() / every);
}

TEST_CASE("power cut: the first write on a new folder has database, log and their names on the drive") {
  Box box;
  box.live(1, 1, "only");
  const Record record = box.stop();
  const Deed& deed = box.deeds().front();
  REQUIRE_FALSE(deed.refused);
  std::mt19937 random(1);
  const Files files = files_at(record, deed.returned, Left::nothing, random);
  CHECK(files.contains("test.db"));
  CHECK(files.contains("test.db-wal"));
  CHECK_FALSE(files.contains("test.db-journal"));
  CHECK(cut_everywhere(record, box.deeds(), 0, slow ? 4 : 1).fault == "");
}

TEST_CASE("power cut: one in the start and the first writes after another takes nothing either") {
  const auto [record, deeds] = first_life();
  std::mt19937 random(2);
  std::size_t states = 0;
  for (int i = 0; i < second_ends; ++i) {
    const std::size_t cut = record.size() / 3 + random() % (record.size() * 2 / 3);
    const Files files = files_at(record, cut, i % 2 == 0 ? Left::some : Left::sectors, random);
    const Record before = support::record_of(files);
    Box again(files, before, known_at(deeds, cut, true));
    again.live(2, 2, "again");
    const Record both = again.stop();
    const Cuts cuts = cut_everywhere(both, again.deeds(), before.size(), 4);
    states += cuts.states;
    REQUIRE(cuts.fault == "");
  }
  MESSAGE(states, " states");
}

TEST_CASE("power cut: what the box shows after a kill is on the drive, though another process has it open") {
  const auto [record, deeds] = first_life();
  std::vector<std::size_t> before_syncs;
  for (std::size_t at = record.size() / 4; at < record.size(); ++at) {
    if (record[at].what == support::Event::What::sync) before_syncs.push_back(at);
  }
  std::mt19937 random(3);
  std::size_t states = 0;
  for (int i = 0; i < second_ends; ++i) {
    // A kill takes nothing from the files: what was not synced is still under way to the drive.
    const std::size_t cut = before_syncs[random() % before_syncs.size()];
    const Files files = files_at(record, cut, Left::everything, random);
    Box again(files, Record(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(cut)),
              known_at(deeds, cut, false));
    std::optional<store::SqliteConnection> other;
    if (i % 2 == 0) {
      other.emplace(again.path(), store::SqliteConnection::Use::read);
      other->execute("SELECT count(*) FROM settings");
    }
    again.live(2, 2, "again");
    const Record both = again.stop();
    const Cuts cuts = cut_everywhere(both, again.deeds(), cut, 4);
    states += cuts.states;
    REQUIRE(cuts.fault == "");
  }
  MESSAGE(states, " states");
}
