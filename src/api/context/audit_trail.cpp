// SPDX-License-Identifier: MIT
#include "api/context/audit_trail.h"

#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/log.h"

namespace api {
namespace {

thread_local AuditScope* current = nullptr;

// "users/7" for "/api/v1/admin/users/7/".
std::string object_of(std::string_view path) {
  for (const std::string_view prefix : {"/api/v1/", "admin/"}) {
    if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
  }
  if (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

store::AuditEntry now(const base::Clock& clock, std::string_view action) {
  store::AuditEntry entry;
  entry.at = clock.now();
  entry.uptime = clock.uptime();
  entry.clock = clock.id();
  entry.action = action;
  return entry;
}

}  // namespace

void AuditedEngine::each_while(std::string_view sql, std::span<const store::Value> values,
                               const std::function<bool(const store::Row&)>& call) {
  engine_.each_while(sql, values, call);
}

void AuditedEngine::with_snapshot(const std::function<void()>& read) { engine_.with_snapshot(read); }

store::WriteResult AuditedEngine::write(const store::WriteBatch& write) {
  if (current == nullptr) return engine_.write(write);
  store::WriteBatch both = write;
  store::add_audit(both, current->entry_);
  store::WriteResult written = engine_.write(both);
  current->written_ |= !written.refused;
  return written;
}

std::vector<store::WriteResult> AuditedEngine::write_all(std::span<const store::WriteBatch> writes) {
  if (current == nullptr) return engine_.write_all(writes);
  std::vector<store::WriteBatch> all(writes.begin(), writes.end());
  for (store::WriteBatch& write : all) store::add_audit(write, current->entry_);
  std::vector<store::WriteResult> written = engine_.write_all(all);
  current->written_ = true;
  return written;
}

AuditScope::AuditScope(store::AuditEntry entry) : entry_(std::move(entry)), outer_(current) {
  current = this;
}

AuditScope::~AuditScope() { current = outer_; }

void audit_detail(std::string_view detail) {
  if (current == nullptr) return;
  std::string& text = current->entry_.detail;
  text.append(text.empty() ? "" : " ").append(detail);
}

store::AuditEntry audit_entry(const base::Clock& clock, const http::Request& request,
                              std::string_view action) {
  store::AuditEntry entry = now(clock, action);
  entry.user = {request.caller.user};
  entry.address = request.address;
  entry.object = object_of(request.path);
  return entry;
}

store::AuditEntry audit_entry(const base::Clock& clock, std::string_view action) {
  return now(clock, action);
}

void write_audit(store::Database& engine, const store::AuditEntry& entry) try {
  store::WriteBatch write;
  store::add_audit(write, entry);
  engine.write(write);
} catch (const store::StorageError& failure) {
  base::log(base::Level::warning, "audit", "what an administrator did was not noted",
            {{"action", entry.action}, {"object", entry.object}, {"error", failure.what()}});
}

http::Handler audited(const Context& context, std::string_view action, http::Handler handler, Audited which) {
  return [&context, action, handler = std::move(handler), which](http::Request& request) {
    if (!request.caller.admin || request.method == "HEAD") return handler(request);
    std::optional<AuditScope> scope(std::in_place, audit_entry(context.clock, request, action));
    http::Response response = handler(request);
    const bool alone = which == Audited::always && !scope->written() && !response.deferred;
    const store::AuditEntry entry = scope->entry();
    scope.reset();
    if (alone) write_audit(context.store, entry);
    return response;
  };
}

}  // namespace api
