// SPDX-License-Identifier: MIT
#pragma once

// A real server on a free port of this machine, which answers as the test says. What the test's answer throws
// becomes an answer as it does in the router.

#include <utility>

#include "http/error.h"
#include "http/server/server.h"

namespace support {

class TestServer {
 public:
  explicit TestServer(http::Server::RequestHandler answer, http::ServerOptions options = {})
      : server_(local(std::move(options)), caught(std::move(answer))) {
    server_.start();
  }
  std::uint16_t port() const { return server_.port(); }
  void stop() { server_.stop(); }
  http::ServerStats figures() const { return server_.stats(); }

  static http::ServerOptions local(http::ServerOptions options) {
    options.address = "127.0.0.1";
    if (options.port == http::ServerOptions().port) options.port = 0;
    return options;
  }

 private:
  static http::Server::RequestHandler caught(http::Server::RequestHandler answer) {
    return [answer = std::move(answer)](http::Request& request) {
      try {
        return answer(request);
      } catch (const http::HttpError& error) {
        return error.response();
      }
    };
  }

  http::Server server_;
};

}  // namespace support
