// SPDX-License-Identifier: MIT
#include "http/server/poller.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace http {
namespace {

constexpr auto never = base::SteadyTime::max();

bool is_for_output(Wait waits) { return waits == Wait::output || waits == Wait::handshake_output; }

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace

Poller::Poller(base::MemoryBudget* memory, base::SteadyTime::duration timeout)
    : epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      closing_(checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      memory_(memory),
      timeout_(timeout) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  checked(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, closing_.get(), &event), "epoll_ctl");
}

void Poller::add(std::unique_ptr<Connection> connection, Wait waits, base::SteadyTime deadline) {
  const int number = connection->socket();
  connection->memory = base::MemoryReservation(memory_);
  const std::lock_guard lock(mutex_);  // a worker that closes it at once waits until it is in the map
  arm(*connection, EPOLL_CTL_ADD, waits, deadline);
  connections_.emplace(number, std::move(connection));
}

Connection* Poller::next(std::chrono::milliseconds longest) {
  epoll_event event{};
  const int count = epoll_wait(epoll_.get(), &event, 1, static_cast<int>(longest.count()));
  if (count <= 0) return nullptr;
  auto* connection = static_cast<Connection*>(event.data.ptr);
  if (connection != nullptr)
    connection->deadline.exchange(never.time_since_epoch().count(), std::memory_order_acquire);
  return connection;
}

void Poller::wait_for(Connection& connection, Wait waits, base::SteadyTime deadline) {
  {
    const std::lock_guard lock(mutex_);  // no other worker closes it before this one is done with it
    arm(connection, EPOLL_CTL_MOD, waits, deadline);
  }
  evict_for_memory(0);
}

// After epoll_ctl() another worker may own the connection. The release store of the deadline pairs with the
// acquire in next(), so that this worker sees all earlier writes.
void Poller::arm(Connection& connection, int operation, Wait waits, base::SteadyTime deadline) {
  const int socket = connection.socket();
  resize_reservation(connection);
  epoll_event event{};
  event.events = EPOLLONESHOT | (is_for_output(waits) ? EPOLLOUT : EPOLLIN);
  event.data.ptr = &connection;
  connection.waits.store(waits, std::memory_order_relaxed);
  connection.deadline.store(deadline.time_since_epoch().count(), std::memory_order_release);
  checked(epoll_ctl(epoll_.get(), operation, socket, &event), "epoll_ctl");
}

void Poller::close(Connection& connection) {
  connection.send_close_notify();
  // Closes under the lock: once free, the descriptor number may belong to another connection.
  const std::lock_guard lock(mutex_);
  const auto evicted = connection.evicted.load(std::memory_order_relaxed);
  if (evicted != Connection::Evicted::no) --leaving_;
  leaving_bytes_ -= connection.evicted_bytes;
  if (evicted == Connection::Evicted::in_handshake) --leaving_handshakes_;
  connections_.erase(connection.socket());
}

void Poller::expire(base::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  for (const auto& [socket, connection] : connections_) {
    if (connection->deadline.load(std::memory_order_relaxed) <= now.time_since_epoch().count()) {
      // A client whose input is overdue can still receive an error response.
      shutdown(socket,
               is_for_output(connection->waits.load(std::memory_order_relaxed)) ? SHUT_RDWR : SHUT_RD);
    }
  }
}

void Poller::wake_all() { eventfd_write(closing_.get(), 1); }

void Poller::shutdown_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [socket, connection] : connections_) shutdown(socket, SHUT_RDWR);
}

std::size_t Poller::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

}  // namespace http
