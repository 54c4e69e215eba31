// SPDX-License-Identifier: MIT
#pragma once

// Audit trail. An AuditScope covers an administrator's request or job. Each write of its thread through an
// AuditedEngine also adds a row that records who did what (store/audit.h).
// Thread safety: may be called from any thread; an AuditScope belongs to the thread that created it.
// Crash safety: the row is part of the write that it records.

#include <string>
#include <string_view>

#include "api/context/context.h"
#include "http/router.h"
#include "store/audit.h"

namespace api {

// Adds the row of the thread's scope to each write. Writes of threads without a scope pass unchanged.
class AuditedEngine final : public store::Database {
 public:
  explicit AuditedEngine(store::Database& engine) : engine_(engine) {}
  void each_while(std::string_view sql, std::span<const store::Value> values,
                  const std::function<bool(const store::Row&)>& call) override;
  void with_snapshot(const std::function<void()>& read) override;
  store::WriteResult write(const store::WriteBatch& write) override;
  std::vector<store::WriteResult> write_all(std::span<const store::WriteBatch> writes) override;

 private:
  store::Database& engine_;
};

class AuditScope {
 public:
  explicit AuditScope(store::AuditEntry entry);
  ~AuditScope();
  AuditScope(const AuditScope&) = delete;
  AuditScope& operator=(const AuditScope&) = delete;

  const store::AuditEntry& entry() const { return entry_; }
  bool written() const { return written_; }

 private:
  friend class AuditedEngine;
  friend void audit_detail(std::string_view detail);
  store::AuditEntry entry_;
  bool written_ = false;
  AuditScope* outer_;
};

// Adds a detail to the rows that follow. It must not contain secrets or texts written by users.
void audit_detail(std::string_view detail);

// An entry for the request's caller. Handlers that sign a user in set the user themselves.
store::AuditEntry audit_entry(const base::Clock& clock, const http::Request& request,
                              std::string_view action);
store::AuditEntry audit_entry(const base::Clock& clock, std::string_view action);  // for the command line

// Writes the entry in its own transaction. A storage error is logged, not thrown.
void write_audit(store::Database& engine, const store::AuditEntry& entry);

// Wraps a handler to audit the writes of administrators. `always` also adds a row if it wrote nothing.
enum class Audited { writes, always };
http::Handler audited(const Context& context, std::string_view action, http::Handler handler,
                      Audited which = Audited::always);

}  // namespace api
