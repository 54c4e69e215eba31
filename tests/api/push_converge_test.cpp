// SPDX-License-Identifier: MIT

// Phones of one exhibitor that edit while they are away, whose replies get lost, whose pushes come again
// later and in another order, beside a client that knows nothing of all this: in the end all have what the
// box has, and every value that was ever sent either stood on the box or is in the conflict log. Random, by
// fixed seeds.

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <random>
#include <set>

#include "support/api_fixture.h"
#include "support/feed_reader.h"
#include "support/push_builder.h"

namespace {

using base::Json;
using support::Hall;
using support::Op;
using support::push_of;
using support::Reply;

constexpr std::string_view url = "/api/v1/sync/push/";

// What a phone has of a row, and has yet to say of it.
struct LocalRow {
  std::string type, parent;  // client id of the booth
  std::int64_t version = 0;  // 0: the box has not seen it
  std::map<std::string, std::string> fields, unsaid;
  bool deleted = false;  // and the box has yet to be told
};
using Local = std::map<std::string, LocalRow>;  // by client id

// As text, to be compared.
std::map<std::string, std::string> shown(const Local& local) {
  std::map<std::string, std::string> all;
  for (const auto& [id, row] : local) {
    all[id] = row.type + " " + std::to_string(row.version) + " " + row.fields.at("name") + " " +
              row.fields.at("description") + " " + row.parent;
  }
  return all;
}

void apply(Local& local, const Json& change) {
  const std::string type = change.get("type").to_str();
  if (type == "country") return;
  const std::string id = change.get("client_id").to_str();
  if (change.get("op").to_str() != "put") {
    local.erase(id);
    return;
  }
  const Json& data = change.get("data");
  local[id] = {
      .type = type,
      .parent = type == "item" ? change.get("parent").get("client_id").to_str() : "",
      .version = change.get("version").get<std::int64_t>(),
      .fields = {{"name", data.get("name").to_str()}, {"description", data.get("description").to_str()}},
      .unsaid = {}};
}

// What all of it together is drawn from.
struct World {
  explicit World(unsigned seed) : random(seed) {
    hall.box.write([&](store::WriteBatch& w) {
      store::update_user(w, hall.owner_id, {.booth_limit = 10'000});
      w.run("CREATE TABLE seen (value TEXT)");
      for (const std::string_view sql :
           {"CREATE TRIGGER seen_1 AFTER INSERT ON booths BEGIN INSERT INTO seen VALUES (new.name), "
            "(new.description); END",
            "CREATE TRIGGER seen_2 AFTER UPDATE ON booths BEGIN INSERT INTO seen VALUES (new.name), "
            "(new.description); END",
            "CREATE TRIGGER seen_3 AFTER INSERT ON items BEGIN INSERT INTO seen VALUES (new.name), "
            "(new.description); END",
            "CREATE TRIGGER seen_4 AFTER UPDATE ON items BEGIN INSERT INTO seen VALUES (new.name), "
            "(new.description); END"}) {
        w.run(sql);
      }
    });
  }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  }
  bool one_in(std::size_t many) { return below(many) == 0; }
  std::string next(const std::string& what) { return what + std::to_string(++count); }
  std::string new_id() { return support::uuid(std::to_string(100'000 + ++count)); }

  Hall hall;
  std::mt19937 random;
  int count = 0;
  std::set<std::string> sent;           // values
  std::vector<std::string> old_pushes;  // bodies that were answered
  std::map<std::string, int> statuses;
};

class Phone {
 public:
  explicit Phone(World& world) : world_(world) {}

  void edit() {
    if (in_flight_) return;
    const std::size_t what = world_.below(10);
    if (what == 0) return add("booth", "");
    const auto row = any();
    if (row == local_.end() || row->second.deleted) return;
    if (what < 3 && row->second.type == "booth") return add("item", row->first);
    if (what == 3) return drop(row->first);
    const std::string field = world_.one_in(2) ? "name" : "description";
    row->second.fields[field] = row->second.unsaid[field] = world_.next("v");
  }

  // True when there was nothing to say any more.
  bool push() {
    if (!in_flight_) in_flight_ = body();
    const Reply reply = client_.json("POST", url, *in_flight_);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    if (lossy && world_.one_in(3)) return false;  // the phone never gets it
    const Json answer = reply.json();
    take(answer);
    if (answer.serialize().find("missing_parent") == std::string::npos)
      world_.old_pushes.push_back(*in_flight_);
    in_flight_.reset();
    return pushed_.empty();
  }

  const Local& local() const { return local_; }
  bool lossy = true;

 private:
  Local::iterator any() {
    return local_.empty()
               ? local_.end()
               : std::next(local_.begin(), static_cast<std::ptrdiff_t>(world_.below(local_.size())));
  }

  void add(const std::string& type, const std::string& parent) {
    LocalRow row;
    row.type = type;
    row.parent = parent;
    row.fields = row.unsaid = {{"name", world_.next("v")}, {"description", world_.next("v")}};
    local_[world_.new_id()] = row;
  }

  // What the box knows stays until the box says that it is gone: it may refuse.
  void drop(const std::string& id) {
    LocalRow& row = local_.at(id);
    if (row.version == 0) {
      forget(id);
    } else {
      row.deleted = true;
      row.unsaid.clear();
    }
  }

  void forget(const std::string& id) {
    std::erase_if(local_, [&](const auto& one) { return one.second.parent == id; });
    local_.erase(id);  // last: the name may be its own
  }

  std::string body() {
    std::vector<std::string> ops;
    pushed_.clear();
    said_.clear();
    for (auto& [id, row] : local_) {
      if (row.unsaid.empty() && !row.deleted) continue;
      Json op{base::JsonObject()};
      auto& members = op.get<base::JsonObject>();
      members["op_id"] = Json(world_.next("op"));
      members["type"] = Json(row.type);
      members["op"] = Json(std::string(row.deleted ? "delete" : "put"));
      members["client_id"] = Json(id);
      members["base_version"] = Json(row.version);
      if (!row.parent.empty()) members["parent"] = Json(row.parent);
      if (!row.deleted) {
        base::JsonObject fields;
        if (row.type == "booth" && row.version == 0) fields["country"] = Json(std::int64_t{1});
        for (const auto& [name, value] : row.unsaid) fields[name] = Json(value);
        members["fields"] = Json(fields);
        for (const auto& [name, value] : row.unsaid) said_[id].insert(value);
      }
      ops.push_back(op.serialize());
      pushed_[members["op_id"].to_str()] = id;
    }
    std::ranges::shuffle(ops, world_.random);
    return push_of(ops, cursor_.empty() ? "" : R"("since": ")" + cursor_ + "\", ");
  }

  void take(const Json& reply) {
    for (const Json& result : reply.get("results").get<base::JsonArray>()) {
      const std::string status = result.get("status").to_str();
      ++world_.statuses[status];
      const std::string id = pushed_.at(result.get("op_id").to_str());
      if (status == "missing_parent") continue;  // said again with the next push
      world_.sent.insert(said_[id].begin(), said_[id].end());
      REQUIRE_MESSAGE((status != "invalid" && status != "quota"), result.serialize());
      if (status == "deleted" || status == "gone") {
        forget(id);
        continue;
      }
      const auto found = local_.find(id);
      if (found == local_.end()) continue;  // gone with its booth
      LocalRow& row = found->second;
      row.version = result.get("version").get<std::int64_t>();
      row.unsaid.clear();
      row.deleted = false;
    }
    for (const Json& change : reply.get("changes").get<base::JsonArray>()) apply(local_, change);
    cursor_ = reply.get("cursor").to_str();
    if (reply.get("has_more").get<bool>()) pull();
  }

  void pull() {
    Json page;
    do {
      page = client_.get(support::FeedReader::url_of(cursor_)).json();
      for (const Json& change : page.get("changes").get<base::JsonArray>()) apply(local_, change);
      cursor_ = page.get("cursor").to_str();
    } while (page.get("has_more").get<bool>());
  }

  World& world_;
  support::Client client_{world_.hall.box, world_.hall.owner_id};
  Local local_;
  std::string cursor_;
  std::optional<std::string> in_flight_;
  std::map<std::string, std::string> pushed_;          // op_id → client_id, of what is in flight
  std::map<std::string, std::set<std::string>> said_;  // client_id → values
};

Local on_the_box(World& world) {
  Local all;
  support::FeedReader reader(world.hall.box, world.hall.owner_id);
  reader.pull_all();
  for (const auto& [name, change] : reader.rows) apply(all, change);
  return all;
}

// Somebody with the plain API and no idea of versions.
void edit_plainly(World& world) {
  const auto urls = store::query_all(
      world.hall.box.engine, [](const store::Row& row) { return std::string(row.text(0)); },
      "SELECT '/api/v1/booths/' || id || '/' FROM booths UNION ALL "
      "SELECT '/api/v1/booths/' || booth_id || '/items/' || id || '/' FROM items");
  if (urls.empty()) return;
  const std::string& one = urls[world.below(urls.size())];
  if (world.one_in(8)) {
    CHECK(world.hall.owner.ask("DELETE", one).status == 204);
  } else {
    const std::string value = world.next("plain");
    CHECK(world.hall.owner.json("PATCH", one, R"({"description": ")" + value + "\"}").status == 200);
  }
}

// What comes again much later, in whatever order, does nothing.
void come_again(World& world) {
  if (world.old_pushes.empty()) return;
  const auto before = shown(on_the_box(world));
  const Reply reply =
      world.hall.owner.json("POST", url, world.old_pushes[world.below(world.old_pushes.size())]);
  REQUIRE(reply.status == 200);
  const Json answer = reply.json();
  for (const Json& result : answer.get("results").get<base::JsonArray>()) {
    CHECK_MESSAGE((result.get("replayed").is<bool>() || result.get("status").to_str() == "gone"),
                  result.serialize());
  }
  CHECK(shown(on_the_box(world)) == before);
}

void check_log(World& world) {
  std::set<std::string> kept;
  const auto keep = [&](const store::Row& row) { kept.insert(std::string(row.text(0))); };
  store::query_rows(world.hall.box.engine, keep,
                    "SELECT value FROM seen UNION SELECT json_extract(yours, '$') FROM conflicts");
  for (const std::string& value : world.sent) CHECK_MESSAGE(kept.contains(value), value, " is lost");
}

}  // namespace

TEST_CASE("push: phones converge with the box, whatever gets lost, and no value is") {
  std::map<std::string, int> statuses;
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    CAPTURE(seed);
    World world(seed);
    std::vector<Phone> phones;
    for (int i = 0; i < 4; ++i) phones.emplace_back(world);
    for (int turn = 0; turn < 120; ++turn) {
      Phone& phone = phones[world.below(phones.size())];
      for (std::size_t i = world.below(6); i > 0; --i) phone.edit();
      if (world.one_in(3)) edit_plainly(world);
      if (world.one_in(2)) phone.push();
      if (world.one_in(10)) come_again(world);
    }
    // All come home: what a parent or a reply was missing for is said again.
    for (Phone& phone : phones) phone.lossy = false;
    for (int round = 0; round < 4; ++round) {
      for (Phone& phone : phones) phone.push();
    }
    const auto box = shown(on_the_box(world));
    CHECK_FALSE(box.empty());
    for (const Phone& phone : phones) {
      const auto own = shown(phone.local());
      for (const auto& [id, row] : box)
        CHECK_MESSAGE((own.contains(id) && own.at(id) == row), id, ": ", row, " is ",
                      own.contains(id) ? own.at(id) : "not there");
      for (const auto& [id, row] : own)
        CHECK_MESSAGE(box.contains(id), id, ": ", row, " is on a phone alone");
    }
    check_log(world);
    for (const auto& [status, count] : world.statuses) statuses[status] += count;
  }
  for (const char* status :
       {"created", "updated", "merged", "deleted", "conflict", "gone", "missing_parent"}) {
    CHECK_MESSAGE(statuses[status] > 0, status, " never happened");
  }
}
