// SPDX-License-Identifier: MIT

// POST /api/v1/sync/push/ applies the operations that clients made offline. Operations are resolved and
// written in rounds, one commit each. The first round contains all operations that do not depend on one
// another. After a crash, every stored operation is complete and has its result. The same push, sent again,
// continues from there and returns the same results.

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "api/common/errors.h"
#include "api/request/commit.h"
#include "api/request/permissions.h"
#include "api/request/quotas.h"
#include "api/sync/change_feed.h"
#include "api/sync/handlers.h"
#include "api/sync/op_resolver.h"
#include "base/log.h"

namespace api {
namespace {

constexpr int max_tries = 10;
constexpr std::size_t max_round_bytes = 1 << 20;    // of result details, that is, the values of conflicts
constexpr std::size_t max_details_bytes = 2 << 20;  // of all results; later details are truncated

struct Planned {
  std::size_t at = 0;
  Resolution resolution;
};

PushResult refused(std::string status, std::string details) {
  return {.status = std::move(status), .details = std::move(details)};
}

store::Exceeded exceeded_by(const Context& context, store::UserId owner, const store::WriteResult& written) {
  if (auto exceeded = store::exceeded(written)) return *exceeded;
  const store::Usage usage = store::usage_of(context.store, owner).value_or(store::Usage{});
  return {"booths", usage.booth_limit, usage.booths};
}

PushResult over_quota(const store::Exceeded& exceeded) {
  std::string details;
  base::JsonWriter json(details);
  json.begin_object();
  write_exceeded(json, exceeded);
  json.end_object();
  return refused("quota", std::move(details));
}

// Returns true if the operation may have exceeded the quota for which the joint write was refused.
bool needs(const PushOp& op, std::string_view status, std::string_view quota) {
  if (op.verb != PushOp::Verb::put || store::is_media(op.row.kind)) return false;
  if (quota == "booths") return op.row.kind == store::RowKind::booth && status == "created";
  if (quota == "booth_items") return op.row.kind == store::RowKind::item && status == "created";
  return status != "unchanged";
}

// The operation is not at fault, but its failure must not block later operations.
PushResult undoable(const store::StorageError& failure) {
  if (failure.why == store::StorageError::Kind::full) throw store::StorageError(failure);
  base::log(base::Level::error, "api", "a pushed operation failed", {{"error", failure.what()}});
  return refused("invalid", R"({"errors":{"non_field_errors":["This box could not do this operation."]}})");
}

http::HttpError in_dispute() {
  return http::error_response(503, "These objects are being changed by somebody else. Try again.")
      .with_header("Retry-After", "1");
}

// Returns the result of a committed operation and removes the files it deleted.
PushResult committed(const Context& context, Resolution resolution, const store::WriteResult& written) {
  if (resolution.removes) {
    for (const store::OwnedRow& row : written.rows.at(0)) context.library.remove(row.text(0));
  }
  const store::OwnedRow& row = written.rows.back().at(0);
  resolution.result.row = row.optional_integer(0);
  resolution.result.version = row.optional_integer(1);
  return std::move(resolution.result);
}

class Pusher {
 public:
  Pusher(const Context& context, const PushRequest& push)
      : context_(context),
        push_(push),
        resolver_(context, push),
        results_(push.ops.size()),
        tries_(push.ops.size()) {}

  std::vector<PushResult> one_by_one() {
    for (std::vector<Planned> round = plan(); !round.empty(); round = plan()) write(round);
    return take();
  }

  std::vector<PushResult> together() {
    for (int tries = 0; tries < max_tries; ++tries) {
      std::vector<Planned> all = plan();
      if (!all_are_done(all)) return aborted(all);
      if (all.empty() || write_together(all)) return take();
    }
    throw in_dispute();
  }

 private:
  // Resolves the remaining operations, except those that depend on an operation of this round.
  std::vector<Planned> plan() {
    std::vector<Planned> round;
    std::set<std::string> busy;
    std::size_t bytes = 0;
    resolver_.clear_expected();
    context_.store.with_snapshot([&] {
      for (std::size_t at = 0; at < push_.ops.size(); ++at) {
        const PushOp& op = push_.ops[at];
        if (results_[at] || busy.contains(op.row.client_id)) continue;
        Resolution resolution = resolver_.resolve(op);
        if (push_.atomic && !is_success(resolution.result.status)) resolution.write.reset();  // not applied
        if (!resolution.write) {
          finish(at, std::move(resolution.result));
          continue;
        }
        resolver_.expect_parent(op);
        busy.insert(op.row.client_id);
        bytes += resolution.result.details.size();
        round.push_back({at, std::move(resolution)});
        if (bytes > max_round_bytes && !push_.atomic) break;
      }
    });
    return round;
  }

  void finish(std::size_t at, PushResult result) {
    resolver_.record(push_.ops[at], result);
    details_bytes_ += result.details.size();
    if (details_bytes_ > max_details_bytes) result.details = R"({"truncated":true})";
    results_[at] = std::move(result);
  }

  void write(std::vector<Planned>& round) {
    std::vector<store::WriteBatch> writes;
    for (Planned& one : round) writes.push_back(std::move(*one.resolution.write));
    const std::vector<store::WriteResult> written = commit_all(context_, writes);
    for (std::size_t i = 0; i < round.size(); ++i) {
      if (!written[i].refused && !written[i].failure) {
        finish(round[i].at, committed(context_, std::move(round[i].resolution), written[i]));
      }
    }
    for (std::size_t i = 0; i < round.size(); ++i) {
      if (written[i].failure) finish(round[i].at, undoable(*written[i].failure));
      if (written[i].refused) try_again(round[i].at, written[i]);
    }
  }

  // The state it was resolved against has changed, except for a quota, which only the write checks.
  void try_again(std::size_t at, const store::WriteResult& written) {
    if (written.refused == store::Rejection::quota_exceeded) {
      finish(at, over_quota(exceeded_by(context_, push_.ops[at].row.owner, written)));
    } else if (++tries_[at] >= max_tries) {
      throw in_dispute();
    }
  }

  bool all_are_done(const std::vector<Planned>& planned) const {
    return std::ranges::all_of(planned,
                               [](const Planned& one) { return is_success(one.resolution.result.status); }) &&
           std::ranges::all_of(results_, [](const auto& one) { return !one || is_success(one->status); });
  }

  // Failed operations keep their results. All others are reported as aborted and are not applied.
  std::vector<PushResult> aborted(std::vector<Planned>& planned) {
    for (Planned& one : planned) {
      const bool in_the_way = !is_success(one.resolution.result.status);
      results_[one.at] = in_the_way ? std::move(one.resolution.result) : refused("aborted", "");
    }
    return take();
  }

  void abort_for(const std::vector<Planned>& all, const store::Exceeded& exceeded) {
    for (const Planned& one : all) {
      const bool causes = needs(push_.ops[one.at], one.resolution.result.status, exceeded.quota);
      finish(one.at, causes ? over_quota(exceeded) : refused("aborted", ""));
    }
  }

  // Returns false if the operations must be resolved again.
  bool write_together(std::vector<Planned>& all) {
    store::WriteBatch write;
    for (Planned& one : all) write.append(*one.resolution.write);
    const store::WriteResult written = commit_all(context_, {&write, 1}).front();
    if (written.failure) throw store::StorageError(*written.failure);
    if (written.refused == store::Rejection::quota_exceeded) {
      abort_for(all, exceeded_by(context_, push_.ops[all.front().at].row.owner, written));
      return true;
    }
    if (written.refused) return false;
    auto rows = written.rows.begin();
    for (Planned& one : all) {
      const auto kept =
          std::ranges::count_if(one.resolution.write->statements(), &store::Statement::keep_rows);
      const store::WriteResult part{{}, {rows, rows + kept}};
      rows += kept;
      finish(one.at, committed(context_, std::move(one.resolution), part));
    }
    return true;
  }

  std::vector<PushResult> take() {
    std::vector<PushResult> all;
    for (auto& one : results_) all.push_back(std::move(*one));
    return all;
  }

  const Context& context_;
  const PushRequest& push_;
  OpResolver resolver_;
  std::vector<std::optional<PushResult>> results_;
  std::vector<int> tries_;
  std::size_t details_bytes_ = 0;
};

void write_result(base::JsonWriter& json, const PushOp& op, const PushResult& result) {
  std::string text;
  base::JsonWriter own(text);
  own.begin_object().member("op_id", op.op_id).member("status", result.status);
  own.member("code", http_code(result.status));
  if (result.row) own.member("id", *result.row);
  if (result.version) own.member("version", *result.version);
  if (result.replayed) own.member("replayed", true);
  if (result.details.size() <= 2) {
    json.json(text.append("}"));
  } else {
    json.json(text.append(",").append(result.details, 1));  // the members without the opening brace
  }
}

// The rows that a client knows from its own operations, identified as in the feed.
using Told = std::set<std::tuple<std::string, std::int64_t, std::int64_t>>;

Told told_by(const PushRequest& push, const std::vector<PushResult>& results) {
  Told told;
  for (std::size_t at = 0; at < results.size(); ++at) {
    const PushResult& result = results[at];
    if (!result.told || !result.row || !result.version) continue;
    told.emplace(store::to_string(push.ops[at].row.kind), *result.row, *result.version);
  }
  return told;
}

// A push that only deletes may use the space reserved for the organiser, as a plain DELETE may.
void require_writes(const Context& context, const http::Request& request, const PushRequest& push) {
  const auto removes = [](const PushOp& op) { return op.verb == PushOp::Verb::remove; };
  if (!std::ranges::all_of(push.ops, removes)) require_room_for_rows(context, request);
  std::uint64_t bytes = 0;
  for (const PushOp& op : push.ops) bytes += bytes_of_write + op.bytes;
  require_write_rate(context, request, bytes);
}

}  // namespace

http::Response push_changes(const Context& context, http::Request& request) {
  const PushRequest push = parse_push(context, request);
  require_writes(context, request, push);
  const std::int64_t after = push.since ? parse_cursor(context, *push.since).seq : 0;
  Pusher pusher(context, push);
  const std::vector<PushResult> results = push.atomic ? pusher.together() : pusher.one_by_one();

  const Told told = told_by(push, results);
  const auto skip = [&](const store::ChangedRow& row) {
    return row.version && told.contains({row.type, row.id, *row.version});
  };
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().key("results").begin_array();
  for (std::size_t at = 0; at < results.size(); ++at) write_result(json, push.ops[at], results[at]);
  json.end_array();
  context.store.with_snapshot([&] {
    const store::UserId owner = caller_id(request);
    write_feed(json, context, store::feed_state(context.store, owner),
               {.owner = owner, .after = after, .origin = request.origin(), .skip = skip});
  });
  json.end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
