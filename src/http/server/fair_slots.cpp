// SPDX-License-Identifier: MIT
#include "http/server/fair_slots.h"

namespace http {

FairSlots::Entered FairSlots::try_enqueue(Connection& connection, const base::ShareKey& key) {
  const std::lock_guard lock(mutex_);
  if (free_ > 0) {
    --free_;
    return {.has_slot = true};
  }
  return {.refused = waiting_.push(key, &connection).value_or(nullptr)};
}

Connection* FairSlots::leave() {
  const std::lock_guard lock(mutex_);
  const auto next = waiting_.pop(rank_);
  if (!next) ++free_;
  return next.value_or(nullptr);
}

bool FairSlots::try_enter() {
  const std::lock_guard lock(mutex_);
  if (free_ == 0) return false;
  --free_;
  return true;
}

std::vector<Connection*> FairSlots::remove_closed() {
  return remove_if([](const Connection* connection) { return connection->is_closed_by_peer(); });
}

std::vector<Connection*> FairSlots::remove_if(const std::function<bool(const Connection*)>& holds) {
  const std::lock_guard lock(mutex_);
  return waiting_.remove_if(holds);
}

std::vector<base::ShareKey> FairSlots::waiting_since(base::SteadyTime then, std::size_t max_keys) const {
  const std::lock_guard lock(mutex_);
  std::vector<base::ShareKey> keys;
  waiting_.each([&](const std::string& address, const std::string& account, const Connection* connection) {
    if (keys.size() < max_keys && connection->queued_at <= then) keys.push_back({address, account});
  });
  return keys;
}

std::size_t FairSlots::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

}  // namespace http
