// SPDX-License-Identifier: MIT
#pragma once

// The audit log of administrators' actions; it keeps the newest 50,000 entries.
// Crash safety: an entry exists if and only if the write that it describes took effect.
// Throws: StorageError.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/engine/database.h"
#include "store/limit_offset.h"
#include "store/users.h"

namespace store {

inline constexpr std::int64_t max_audit_rows = 50'000;
inline constexpr std::size_t max_audit_text = 500;  // bytes of an object or a detail; the rest is cut off

struct AuditEntry {
  std::int64_t id = 0;
  base::UnixSeconds at = 0;
  std::int64_t uptime = 0;
  std::string clock;
  UserId user;             // 0: the command line
  std::string user_email;  // "": looked up from `user`
  std::string address;
  std::string action, object, detail;
};

void add_audit(WriteBatch& write, const AuditEntry& entry);
void add_audit(const std::string& database, const AuditEntry& entry);  // the file must not be open elsewhere

// Reads: id, at, uptime, clock, user_id, user, address, action, object, detail.
AuditEntry read_audit_entry(const Row& row);
std::vector<AuditEntry> audit_entries(Database& engine, LimitOffset window);  // newest first
std::int64_t count_audit_entries(Database& engine);

}  // namespace store
