// SPDX-License-Identifier: MIT
#pragma once

// A client as raw as they come: bytes out, answers in. No wait is longer than ten seconds, so that a test
// fails rather than hangs. One thread at a time has a client.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text/text.h"

namespace support {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  int chunks = 0;  // of a chunked one, the last included

  bool has(const std::string& name) const { return fields.contains(name); }
  std::string field(const std::string& name) const { return has(name) ? fields.at(name) : ""; }
  bool closes() const { return field("connection") == "close"; }
};

class RawClient {
 public:
  // A small receive buffer makes a slow reader felt by the server sooner. All of 127.0.0.0/8 are addresses of
  // this machine: a client may come from any of them.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0, const char* from = "127.0.0.1")
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval longest{10, 0};
    const int on = 1;
    option(SOL_SOCKET, SO_RCVTIMEO, longest);
    option(SOL_SOCKET, SO_SNDTIMEO, longest);
    option(IPPROTO_TCP, TCP_NODELAY, on);
    option(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, on);  // connect() chooses the port
    if (receive_buffer > 0) option(SOL_SOCKET, SO_RCVBUF, receive_buffer);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    inet_pton(AF_INET, from, &own.sin_addr);
    if (bind(socket_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
      throw std::runtime_error(std::string("cannot come from ") + from);
    }
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(port);
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
      throw std::runtime_error("cannot connect to port " + std::to_string(port));
    }
  }

  // All of it; false when the server takes no more.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { shutdown(socket_.get(), SHUT_WR); }

  // The next answer, 100 included; nothing when the connection ends or ten seconds pass before it is whole.
  std::optional<Reply> read(bool head_only = false) {
    while (input_.find("\r\n\r\n") == std::string::npos) {
      if (!receive()) return std::nullopt;
    }
    Reply reply = take_head();
    if (head_only || reply.status < 200) return reply;
    if (reply.field("transfer-encoding") == "chunked") return read_chunks(std::move(reply));
    std::size_t length = 0;
    const std::string text = reply.field("content-length");
    std::from_chars(text.data(), text.data() + text.size(), length);
    if (!receive_until(length)) return std::nullopt;
    reply.body = input_.substr(0, length);
    input_.erase(0, length);
    return reply;
  }
  std::optional<Reply> ask(std::string_view request) {
    return send(request) ? read(request.starts_with("HEAD ")) : std::nullopt;
  }

  // Of an answer whose content ends with the connection.
  std::optional<Reply> read_to_end() {
    std::optional<Reply> reply = read(true);
    while (receive()) {
    }
    if (reply) reply->body = std::exchange(input_, {});
    return reply;
  }

  bool hears_within(std::chrono::milliseconds longest) {  // bytes or the connection's end
    pollfd wanted{socket_.get(), POLLIN, 0};
    return !input_.empty() || poll(&wanted, 1, static_cast<int>(longest.count())) > 0;
  }
  bool ended() {  // the server has closed, and said nothing more
    return input_.empty() && hears_within(std::chrono::seconds(10)) && !receive();
  }

 private:
  template <class Value>
  void option(int level, int name, const Value& value) {
    setsockopt(socket_.get(), level, name, &value, sizeof value);
  }

  bool receive() {
    char bytes[64 * 1024];
    const ssize_t got = recv(socket_.get(), bytes, sizeof bytes, 0);
    if (got > 0) input_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }

  bool receive_until(std::size_t bytes) {
    while (input_.size() < bytes) {
      if (!receive()) return false;
    }
    return true;
  }

  // RFC 9112 §7.1, as a server sends it that uses neither extensions nor trailers.
  std::optional<Reply> read_chunks(Reply reply) {
    for (std::size_t size = 1; size > 0; ++reply.chunks) {
      while (input_.find("\r\n") == std::string::npos) {
        if (!receive()) return std::nullopt;
      }
      const std::size_t end = input_.find("\r\n");
      const auto parsed = std::from_chars(input_.data(), input_.data() + end, size, 16);
      if (parsed.ptr != input_.data() + end || !receive_until(end + 2 + size + 2)) return std::nullopt;
      if (input_.substr(end + 2 + size, 2) != "\r\n") return std::nullopt;
      reply.body.append(input_, end + 2, size);
      input_.erase(0, end + 2 + size + 2);
    }
    return reply;
  }

  Reply take_head() {
    const std::size_t end = input_.find("\r\n\r\n") + 2;
    std::string_view rest = std::string_view(input_).substr(0, end);
    Reply reply;
    std::from_chars(rest.data() + 9, rest.data() + 12, reply.status);  // HTTP/1.1 200
    for (rest.remove_prefix(rest.find("\r\n") + 2); !rest.empty();
         rest.remove_prefix(rest.find("\r\n") + 2)) {
      const std::string_view line = rest.substr(0, rest.find("\r\n"));
      const std::size_t colon = line.find(": ");
      reply.fields[base::ascii_lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    input_.erase(0, end + 2);
    return reply;
  }

  base::Descriptor socket_;
  std::string input_;
};

}  // namespace support
