// SPDX-License-Identifier: MIT
#pragma once

// The audit trail: while an administrator's request, or a job of theirs, runs in a scope, each write of that
// thread by way of an AuditedEngine has a row added that tells who did what (store/audit.h).
// Thread safety: any thread may call; a scope belongs to the thread it was made on.

#include <string>
#include <string_view>

#include "api/context/context.h"
#include "http/router.h"
#include "store/audit.h"

namespace api {

// Adds the row of the thread's scope to what it writes; another thread's writes pass as they are.
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

// More about what is being done, for the rows that follow. No secrets, no texts that people wrote.
void audit_detail(std::string_view detail);

// By the request's caller, or by somebody who has just signed in.
store::AuditEntry audit_entry(const base::Clock& clock, const http::Request& request,
                              std::string_view action);
store::AuditEntry audit_entry(const base::Clock& clock, std::string_view action);  // the command line's

// In a transaction of its own; a drive that does not take it is logged, and keeps nobody from acting.
void write_audit(store::Database& engine, const store::AuditEntry& entry);

// A handler whose administrator's writes are audited; `always` also adds a row where it has written nothing.
enum class Audited { writes, always };
http::Handler audited(const Context& services, std::string_view action, http::Handler handler,
                      Audited which = Audited::always);

}  // namespace api
