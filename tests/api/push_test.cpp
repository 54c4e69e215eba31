// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>

#include "base/text/text.h"
#include "support/api_fixture.h"
#include "support/push_builder.h"

namespace {

using base::Json;
using support::Hall;
using support::Op;
using support::png;
using support::push_of;
using support::Reply;
using support::uuid;

constexpr std::string_view url = "/api/v1/sync/push/";

struct Answer {
  Reply reply;
  std::vector<Json> results;
  std::string statuses() const {
    std::string all;
    for (const Json& one : results) all += (all.empty() ? "" : " ") + one.get("status").to_str();
    return all;
  }
  std::int64_t number(std::size_t at, const char* member) const {
    return results.at(at).get(member).get<std::int64_t>();
  }
  std::string details(std::size_t at, const char* member) const {
    return results.at(at).get(member).serialize();
  }
  std::vector<std::string> changes() const {
    std::vector<std::string> all;
    const base::JsonArray told = reply.at("changes").get<base::JsonArray>();
    for (const Json& one : told) {
      if (one.get("type").to_str() == "country") continue;
      all.push_back(one.get("op").to_str() + " " + one.get("type").to_str() + " " +
                    std::to_string(one.get("id").get<std::int64_t>()));
    }
    return all;
  }
};

Answer sent(support::Client& client, const std::string& body) {
  Answer answer{client.json("POST", url, body), {}};
  REQUIRE_MESSAGE(answer.reply.status == 200, answer.reply.body);
  answer.results = answer.reply.at("results").get<base::JsonArray>();
  return answer;
}
template <class What>
Answer push(support::Client& client, const std::vector<What>& ops, const std::string& more = {}) {
  return sent(client, push_of(ops, more));
}

const Op booth{"b1", "booth", "put", "a", 0, R"({"name": "Lamp & Co", "country": 1})"};
const Op item{"i1", "item", "put", "b", 0, R"({"name": "Lamp", "price": "99.9", "quantity": 10})", "a"};

std::int64_t rows(Hall& hall, const std::string& sql) {
  return *store::query_one(
      hall.box.engine, [](const store::Row& row) { return row.integer(0); }, sql);
}
std::string text(Hall& hall, const std::string& sql) {
  return *store::query_one(
      hall.box.engine, [](const store::Row& row) { return std::string(row.text(0)); }, sql);
}

// A picture of the booth "a" with this client_id.
Reply picture(Hall& hall, std::int64_t of, const std::string& client_id) {
  return hall.owner.form("POST", "/api/v1/booths/" + std::to_string(of) + "/images/",
                         {{"client_id", uuid(client_id)}, {"image", png, "a.png"}});
}

}  // namespace

TEST_CASE("push: a booth and its item are made in one commit, changed and deleted") {
  Hall hall;
  const Answer made = push(hall.owner, std::vector{booth, item});
  CHECK(made.statuses() == "created created");
  CHECK(made.number(0, "code") == 201);
  CHECK(made.number(1, "version") == 1);
  CHECK(text(hall, "SELECT price FROM items") == "99.90");
  CHECK(rows(hall, "SELECT booth_id FROM items") == made.number(0, "id"));
  const Answer changed =
      push(hall.owner, std::vector<Op>{{"b2", "booth", "put", "a", 1, R"({"description": "d"})"},
                                       {"i2", "item", "put", "b", 1, R"({"price": null, "quantity": "7"})"},
                                       {"b3", "booth", "put", "a", 2, R"({"description": "d"})"}});
  CHECK(changed.statuses() == "updated updated unchanged");
  CHECK(changed.number(0, "version") == 2);
  CHECK(changed.number(2, "version") == 2);
  CHECK(rows(hall, "SELECT price IS NULL AND quantity = 7 FROM items") == 1);
  const Answer gone =
      push(hall.owner, std::vector<Op>{{"i3", "item", "delete", "b", 2},
                                       {"b4", "booth", "delete", "a", 2},
                                       {"b5", "booth", "delete", "a", 3},
                                       {"b6", "booth", "put", "a", 0, R"({"name": "again"})"}});
  CHECK(gone.statuses() == "deleted deleted gone gone");
  CHECK(gone.number(1, "version") == 3);
  CHECK(rows(hall, "SELECT count(*) FROM booths") == 0);
}

TEST_CASE("push: what was done is done once and answered the same, also when the reply was lost half way") {
  Hall hall;
  const std::vector ops{booth, item, Op{"b2", "booth", "put", "a", 0, R"({"category": "c"})"}};
  const Answer first = push(hall.owner, ops);
  CHECK(first.statuses() == "created created updated");
  const Answer again = push(hall.owner, ops);
  for (std::size_t at = 0; at < ops.size(); ++at) {
    Json expected = first.results[at];
    expected.get<base::JsonObject>()["replayed"] = Json(true);
    CHECK(again.results[at].serialize() == expected.serialize());
  }
  CHECK(rows(hall, "SELECT count(*) FROM items") == 1);
  CHECK(rows(hall, "SELECT version FROM booths") == 2);
  // The rest of a push that a kill cut short.
  const Answer more =
      push(hall.owner, std::vector{booth, Op{"b3", "booth", "put", "a", 2, R"({"name": "N"})"}});
  CHECK(more.statuses() == "created updated");
  CHECK(more.details(0, "replayed") == "true");
  Op other = booth;
  other.fields = R"({"name": "Other", "country": 1})";
  const Answer reused = push(hall.owner, std::vector{other});
  CHECK(reused.details(0, "errors") == R"({"op_id":["This op_id was used for another operation."]})");
  CHECK(push(hall.stranger, std::vector{booth}).statuses() == "created");  // names are each exhibitor's own
  CHECK(rows(hall, "SELECT count(*) FROM booths") == 2);
}

TEST_CASE("push: fields merge; one that others changed keeps their value and the log keeps the other") {
  Hall hall;
  const std::string at =
      "/api/v1/booths/" + std::to_string(push(hall.owner, std::vector{booth}).number(0, "id")) + "/";
  CHECK(hall.owner.json("PATCH", at, R"({"description": "theirs"})").status == 200);
  const Answer merged =
      push(hall.owner, std::vector<Op>{{"m", "booth", "put", "a", 1, R"({"category": "mine"})"}});
  CHECK(merged.statuses() == "merged");
  CHECK(merged.number(0, "version") == 3);
  const Answer conflict =
      push(hall.owner, std::vector<Op>{{"c", "booth", "put", "a", 1,
                                        R"({"name": "New", "description": "mine", "category": "mine"})"}});
  CHECK(conflict.statuses() == "conflict");
  CHECK(conflict.number(0, "code") == 412);
  CHECK(conflict.number(0, "version") == 4);
  CHECK(conflict.details(0, "applied") == R"(["name","category"])");
  CHECK(conflict.details(0, "conflicts") ==
        R"({"description":{"server":"theirs","server_version":2,"yours":"mine"}})");
  CHECK(text(hall, "SELECT description FROM booths") == "theirs");
  CHECK(text(hall, "SELECT name FROM booths") == "New");
  CHECK(text(hall, "SELECT yours || server || base_version || device_id FROM conflicts") ==
        R"("mine""theirs"1phone)");
  // Again: the same answer, and no second line in the log.
  push(hall.owner, std::vector<Op>{{"c", "booth", "put", "a", 1,
                                    R"({"name": "New", "description": "mine", "category": "mine"})"}});
  CHECK(rows(hall, "SELECT count(*) FROM conflicts") == 1);
  const Answer stale = push(hall.owner, std::vector<Op>{{"d", "booth", "delete", "a", 3}});
  CHECK(stale.statuses() == "conflict");
  CHECK(stale.number(0, "version") == 4);
  CHECK(rows(hall, "SELECT count(*) FROM booths") == 1);
}

TEST_CASE("push: edits of one row in one push build on one another, whatever version the phone knew") {
  Hall hall;
  const Answer all =
      push(hall.owner, std::vector{booth, Op{"2", "booth", "put", "a", 0, R"({"name": "Two"})"},
                                   Op{"3", "booth", "put", "a", 0, R"({"name": "Three"})"}});
  CHECK(all.statuses() == "created updated updated");
  CHECK(text(hall, "SELECT name FROM booths") == "Three");
  const Answer ends = push(hall.owner, std::vector<Op>{{"4", "booth", "put", "a", 3, R"({"name": "Four"})"},
                                                       {"5", "booth", "delete", "a", 3}});
  CHECK(ends.statuses() == "updated deleted");
  CHECK(rows(hall, "SELECT count(*) FROM conflicts") == 0);
}

TEST_CASE("push: an upsert after a restore is unchanged, made anew, or in conflict") {
  Hall hall;
  push(hall.owner, std::vector{booth, item});
  Op same = booth, other = item, lost{"h3", "booth", "put", "c", 6, R"({"name": "Lost", "country": 2})"};
  same.op_id = "h1";
  other.op_id = "h2";
  other.fields = R"({"name": "Lamp", "quantity": 11})";
  const Answer healed = push(hall.owner, std::vector{same, other, lost});
  CHECK(healed.statuses() == "unchanged conflict created");
  CHECK(healed.number(2, "version") == 1);
  CHECK(text(hall, "SELECT yours || server FROM conflicts") == "1110");
}

TEST_CASE("push: what an operation lacks is told with the texts of the plain API") {
  Hall hall;
  const std::vector<Op> ops = {
      {"1", "booth", "put", "a", 0, R"({"country": 99})"},
      {"2", "item", "put", "b", 0, R"({"name": "x", "price": "1.234"})", "a"},
      {"3", "booth", "put", "c", 0, R"({"name": "x", "country": 1, "colour": "red"})"},
      {"4", "ship", "put", "d"},
      {"5", "booth", "primary", "e"},
      {"6", "image", "put", "f", 0, R"({"is_primary": true})"},
      {"7", "item", "put", "b", 0, R"({"name": "x"})"},
      {"8", "item", "put", "b", 0, R"({"name": "x"})", "9"}};
  const Answer all = push(hall.owner, ops);
  CHECK(all.statuses() == "invalid invalid invalid invalid invalid invalid invalid missing_parent");
  const Json plain = hall.owner.json("POST", "/api/v1/booths/", R"({"country": 99})").json();
  CHECK(all.details(0, "errors") == plain.serialize());
  CHECK(all.details(1, "errors") == R"({"price":["Ensure that there are no more than 2 decimal places."]})");
  CHECK(all.details(2, "errors") == R"({"colour":["This field is unknown."]})");
  CHECK(all.details(3, "errors") == R"({"type":["\"ship\" is not a valid choice."]})");
  CHECK(all.details(4, "errors") == R"({"op":["Only images and videos can be primary."]})");
  CHECK(all.details(6, "errors") == R"({"parent":["This field is required."]})");
  CHECK(rows(hall, "SELECT count(*) FROM pushed") == 0);  // whoever mends it may use the same op_id
  const Answer text_ops =
      push(hall.owner,
           std::vector<std::string>{
               R"({"op_id": "x", "type": "booth", "op": "put", "client_id": "no", "base_version": -1})",
               R"({"op_id": "y", "type": "booth", "op": "delete", "fields": 3, "extra": 1})"});
  CHECK(text_ops.details(0, "errors") ==
        R"({"base_version":["Ensure this value is greater than or equal to 0."],)"
        R"("client_id":["Must be a valid UUID."]})");
  CHECK(text_ops.results[1].get("errors").get<base::JsonObject>().size() == 4);
  const std::string large(300'000, 'x');
  CHECK(push(hall.owner,
             std::vector<Op>{{"l", "booth", "put", "a", 0, R"({"country": 1, "name": ")" + large + "\"}"}})
            .statuses() == "too_large");
}

TEST_CASE("push: what is wrong with one value is wrong with its operation alone") {
  Hall hall;
  const auto put = [](const std::string& id, const std::string& fields, const std::string& more = {}) {
    return R"({"op_id": ")" + id + R"(", "type": "booth", "op": "put", "client_id": ")" + uuid(id) +
           R"(", )" + more + R"("fields": )" + fields + "}";
  };
  const Answer all = push(
      hall.owner,
      std::vector<std::string>{
          put("1", R"({"name": "Cup \ud83c", "country": 1})"), put("2", R"({"name": "x", "country": 1e999})"),
          put("3", R"({"name": "x", "country": 1000000000000000000000000000000})"),
          put("4", R"({"name": "x", "country": 1})", R"("base_version": 1e400, )"),
          put("5", R"({"name": "x", "country": 1, "a\"\udc01": 0})"),
          put("6", R"({"name": "x", "country": 1})", R"("parent": "\ud800", )"),
          put("7", R"({"name": "first", "country": 7, "name": 50123456789012345678, "country": 1})"),
          R"({"op_id": "8", "type": "\udfff", "op": "put", "client_id": ")" + uuid("8") + "\"}"},
      R"("note": "\ud83d", )");
  CHECK(all.statuses() == "invalid invalid invalid invalid invalid invalid created invalid");
  CHECK(all.details(0, "errors") == R"({"name":["Surrogate characters are not allowed: U+D83C."]})");
  CHECK(all.details(1, "errors") == R"({"country":["Invalid pk \"inf\" - object does not exist."]})");
  CHECK(all.details(2, "errors") ==
        R"({"country":["Invalid pk \"1000000000000000000000000000000\" - object does not exist."]})");
  CHECK(all.details(3, "errors") == R"({"base_version":["A valid integer is required."]})");
  CHECK(all.reply.body.find(R"({"a\"\udc01":["This field is unknown."]})") != std::string::npos);
  CHECK(all.details(5, "errors") == R"({"parent":["Must be a valid UUID."]})");
  CHECK(all.details(7, "errors") == R"({"type":["Surrogate characters are not allowed: U+DFFF."]})");
  CHECK(text(hall, "SELECT name FROM booths") == "50123456789012345678");
}

TEST_CASE("push: a broken envelope is refused whole") {
  Hall hall;
  const auto refused = [&](const std::string& body) {
    const Reply reply = hall.owner.json("POST", url, body);
    CHECK_MESSAGE(reply.status == 400, body.substr(0, 200));
    CHECK(rows(hall, "SELECT count(*) FROM booths") == 0);
    return reply.body;
  };
  CHECK(refused("{}").find("ops") != std::string::npos);
  refused(R"({"ops": {}})");
  CHECK(refused(push_of(std::vector<std::string>{R"({"op_id": "\ud83d"})"})) ==
        R"({"ops":["Operation 0: Surrogate characters are not allowed: U+D83D."]})");
  refused(R"({"ops": [1]})");
  CHECK(refused(push_of(std::vector<std::string>{booth.text(), R"({"type": "booth"})"})) ==
        R"({"ops":["Operation 1: op_id is required."]})");
  CHECK(refused(push_of(std::vector{booth, booth})) == R"({"ops":["Operation 1: op_id is there twice."]})");
  refused(push_of(std::vector<std::string>(201, booth.text())));
  refused(push_of(std::vector{booth}, R"("since": "no cursor", )"));
  refused(push_of(std::vector{booth}, R"("device_id2": 1, "atomic": "perhaps", )"));
  const std::string foreign = base::base64url_encode("v1.00000000.1");
  CHECK(
      hall.owner.json("POST", url, push_of(std::vector{booth}, R"("since": ")" + foreign + "\", ")).status ==
      410);
  CHECK(rows(hall, "SELECT count(*) FROM booths") == 0);
  CHECK(hall.owner.json("POST", url, std::string((1 << 20) + 1, ' ')).status == 413);
  CHECK(hall.nobody.json("POST", url, push_of(std::vector{booth})).status == 401);
}

TEST_CASE("push: the quota counts when it is done, and may be raised") {
  Hall hall;
  hall.box.write([&](store::WriteBatch& w) { store::update_user(w, hall.owner_id, {.booth_limit = 1}); });
  const std::vector ops{booth, Op{"2", "booth", "put", "2", 0, R"({"name": "Two", "country": 1})"},
                        Op{"3", "item", "put", "3", 0, R"({"name": "In two"})", "2"}};
  const Answer one = push(hall.owner, ops);
  CHECK(one.statuses() == "created quota missing_parent");
  CHECK(one.number(1, "limit") == 1);
  hall.box.write([&](store::WriteBatch& w) { store::update_user(w, hall.owner_id, {.booth_limit = 2}); });
  CHECK(push(hall.owner, ops).statuses() == "created created created");
}

TEST_CASE("push: another exhibitor's rows are neither touched nor told of; moved ones are forbidden") {
  Hall hall;
  const std::int64_t id = push(hall.owner, std::vector{booth, item}).number(0, "id");
  CHECK(push(hall.stranger, std::vector<Op>{{"1", "booth", "delete", "a", 1},
                                            {"2", "item", "put", "c", 0, R"({"name": "x"})", "a"},
                                            {"3", "image", "primary", "d"}})
            .statuses() == "gone missing_parent missing_media");
  const Answer kinds =
      push(hall.owner, std::vector<Op>{{"4", "booth", "put", "b", 0, R"({"name": "x", "country": 1})"}});
  CHECK(kinds.details(0, "errors") ==
        R"({"client_id":["This client_id belongs to another object of this exhibitor."]})");
  CHECK(hall.admin
            .json("PUT", "/api/v1/admin/booths/" + std::to_string(id) + "/owner/",
                  R"({"owner": )" + std::to_string(hall.stranger_id.value) + "}")
            .status == 200);
  CHECK(push(hall.owner, std::vector<Op>{{"5", "booth", "put", "a", 1, R"({"name": "x"})"},
                                         {"6", "item", "delete", "b", 1},
                                         {"7", "item", "put", "c", 0, R"({"name": "x"})", "a"}})
            .statuses() == "forbidden forbidden forbidden");
  CHECK(text(hall, "SELECT name FROM booths") == "Lamp & Co");
}

TEST_CASE("push: edits of what is deleted are kept in the log, upserts are not") {
  Hall hall;
  const std::int64_t id = push(hall.owner, std::vector{booth, item}).number(0, "id");
  CHECK(hall.owner.ask("DELETE", "/api/v1/booths/" + std::to_string(id) + "/").status == 204);
  CHECK(push(hall.owner, std::vector<Op>{{"1", "booth", "put", "a", 0, R"({"name": "upsert"})"},
                                         {"2", "item", "put", "b", 1, R"({"name": "edit"})"},
                                         {"3", "item", "put", "c", 0, R"({"name": "new"})", "a"}})
            .statuses() == "gone gone gone");
  CHECK(text(hall, "SELECT group_concat(yours) FROM conflicts") == R"("edit","new")");
}

TEST_CASE("push: pictures become primary, go with their file, and are missed") {
  Hall hall;
  const std::int64_t id = push(hall.owner, std::vector{booth}).number(0, "id");
  CHECK(picture(hall, id, "1").status == 201);
  CHECK(picture(hall, id, "2").status == 201);
  const Answer first = push(hall.owner, std::vector<Op>{{"p1", "image", "primary", "2", 1},
                                                        {"p2", "image", "put", "2", 1},
                                                        {"p3", "image", "primary", "3"},
                                                        {"p4", "image", "put", "3"}});
  CHECK(first.statuses() == "updated unchanged missing_media missing_media");
  CHECK(first.number(0, "version") == 2);
  CHECK(first.details(2, "retry") == "true");
  CHECK(rows(hall, "SELECT count(*) FROM media WHERE is_primary") == 1);
  const Answer gone = push(hall.owner, std::vector<Op>{{"d1", "image", "delete", "1", 1},
                                                       {"d2", "image", "delete", "2", 2},
                                                       {"d3", "image", "delete", "2", 3},
                                                       {"d4", "image", "primary", "2"}});
  CHECK(gone.statuses() == "conflict deleted gone gone");  // the first lost its flag meanwhile
  CHECK(hall.box.media_files() == 1);
  CHECK(push(hall.owner, std::vector<Op>{{"d5", "booth", "delete", "a", 1}}).statuses() == "deleted");
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("push: the reply tells what others have changed, and not what the phone knows") {
  Hall hall;
  const Answer made = push(hall.owner, std::vector{booth, item});
  CHECK(made.changes().empty());
  const std::string since = R"("since": ")" + made.reply.at("cursor").to_str() + "\", ";
  const std::string at = "/api/v1/booths/" + std::to_string(made.number(0, "id")) + "/";
  hall.owner.json("PATCH", at, R"({"description": "theirs"})");
  const Answer merged = push(hall.owner,
                             std::vector<Op>{{"1", "booth", "put", "a", 1, R"({"category": "c"})"},
                                             {"2", "item", "put", "b", 1, R"({"name": "Lamp 2"})"}},
                             since);
  CHECK(merged.statuses() == "merged updated");
  CHECK(merged.changes() == std::vector{"put booth " + std::to_string(made.number(0, "id"))});
  // Text that the box keeps in another form is told.
  const Answer trimmed =
      push(hall.owner, std::vector<Op>{{"3", "item", "put", "b", 2, R"({"name": "  Lamp 3 "})"}},
           R"("since": ")" + merged.reply.at("cursor").to_str() + "\", ");
  CHECK(trimmed.statuses() == "updated");
  CHECK(trimmed.changes().size() == 1);
}

TEST_CASE("push: who makes a picture the primary one without having seen it is told of it") {
  Hall hall;
  const Answer made = push(hall.owner, std::vector{booth});
  const std::int64_t id = made.number(0, "id");
  CHECK(picture(hall, id, "1").status == 201);
  CHECK(picture(hall, id, "2").status == 201);
  const std::string since = R"("since": ")" + made.reply.at("cursor").to_str() + "\", ";
  const auto make_primary = [&](const std::string& op_id) {
    return push(hall.owner,
                std::vector{R"({"op_id": ")" + op_id +
                            R"(", "type": "image", "op": "primary", "client_id": ")" + uuid("2") + "\"}"},
                since);
  };
  const auto told_images = [](const Answer& answer) {
    return std::ranges::count_if(answer.changes(),
                                 [](const std::string& one) { return one.starts_with("put image "); });
  };
  const Answer unseen = make_primary("p1");
  CHECK(unseen.statuses() == "updated");
  CHECK(told_images(unseen) == 2);
  const Answer again = make_primary("p2");
  CHECK(again.statuses() == "unchanged");
  CHECK(told_images(again) == 2);
}

TEST_CASE("push: all or nothing") {
  Hall hall;
  const std::string atomic = R"("atomic": true, )";
  Op bad = item;
  bad.fields = R"({"name": ""})";
  const Answer none = push(hall.owner, std::vector{booth, bad}, atomic);
  CHECK(none.statuses() == "aborted invalid");
  CHECK(none.number(0, "code") == 424);
  CHECK(rows(hall, "SELECT (SELECT count(*) FROM booths) + (SELECT count(*) FROM pushed)") == 0);
  const Answer all = push(hall.owner, std::vector{booth, item}, atomic);
  CHECK(all.statuses() == "created created");
  CHECK(all.number(1, "id") == rows(hall, "SELECT id FROM items"));
  CHECK(push(hall.owner, std::vector{booth, item}, atomic).details(1, "replayed") == "true");
  const std::vector<Op> stale = {{"1", "item", "delete", "b", 1}, {"2", "booth", "delete", "a", 7}};
  CHECK(push(hall.owner, stale, atomic).statuses() == "aborted conflict");
  CHECK(rows(hall, "SELECT count(*) FROM items") == 1);
  hall.box.write([&](store::WriteBatch& w) { store::update_user(w, hall.owner_id, {.booth_limit = 1}); });
  const std::vector<Op> over = {{"3", "item", "delete", "b", 1},
                                {"4", "booth", "put", "c", 0, R"({"name": "x", "country": 1})"}};
  CHECK(push(hall.owner, over, atomic).statuses() == "aborted quota");
  CHECK(rows(hall, "SELECT count(*) FROM items") == 1);
  const std::vector<Op> twice = {{"5", "item", "put", "b", 1}, {"6", "item", "delete", "b", 1}};
  CHECK(hall.owner.json("POST", url, push_of(twice, atomic)).status == 400);
}

TEST_CASE("push: what others write in between is judged anew, and a drive that fails loses nothing") {
  Hall hall;
  const std::string at =
      "/api/v1/booths/" + std::to_string(push(hall.owner, std::vector{booth}).number(0, "id")) + "/";
  int times = 0;
  hall.box.engine.before_write_all = [&] {
    if (++times == 1) hall.owner.json("PATCH", at, R"({"name": "theirs"})");
  };
  const std::vector<Op> edit = {{"1", "booth", "put", "a", 1, R"({"name": "mine", "category": "mine"})"}};
  CHECK(push(hall.owner, edit).statuses() == "conflict");
  CHECK(times == 2);
  CHECK(text(hall, "SELECT name || category FROM booths") == "theirsmine");
  hall.box.engine.before_write_all = [&] { hall.owner.json("PATCH", at, "{}"); };  // always faster
  const Reply busy = hall.owner.json(
      "POST", url, push_of(std::vector<Op>{{"2", "booth", "put", "a", 3, R"({"name": "x"})"}}));
  CHECK(busy.status == 503);
  hall.box.engine.before_write_all = {};
  hall.box.engine.broken = store::StorageError::Kind::disk;
  CHECK(hall.owner.json("POST", url, push_of(std::vector{item})).status == 503);
  hall.box.engine.broken.reset();
  CHECK(push(hall.owner, std::vector{item}).statuses() == "created");
}

TEST_CASE("push: values of conflicts that do not fit into an answer are left out") {
  Hall hall;
  const std::string at =
      "/api/v1/booths/" + std::to_string(push(hall.owner, std::vector{booth}).number(0, "id")) + "/";
  const std::string theirs(200'000, 't');
  CHECK(hall.owner.json("PATCH", at, R"({"description": ")" + theirs + "\"}").status == 200);
  std::vector<Op> ops;
  for (int i = 0; i < 30; ++i) {
    ops.push_back({"c" + std::to_string(i), "booth", "put", "a", 1, R"({"description": "mine"})"});
  }
  for (int again = 0; again < 2; ++again) {
    const Answer answer = push(hall.owner, ops);
    CHECK(answer.reply.body.size() < 3'000'000);
    for (const Json& one : answer.results) CHECK(one.get("status").to_str() == "conflict");
    CHECK(answer.results.front().get("conflicts").get("description").get("server").to_str() == theirs);
    CHECK(answer.results.back().get("truncated").get<bool>());
    CHECK_FALSE(answer.results.back().contains("conflicts"));
  }
  CHECK(rows(hall, "SELECT count(*) FROM conflicts") == 30);
}
