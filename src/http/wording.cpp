// SPDX-License-Identifier: MIT
#include "http/wording.h"

#include <httplib.h>

namespace http {
namespace {

// What the library reads and writes when it is given an answer to put into words. It reads a request line
// alone: the real head has been read strictly by head.h, and none of its bytes go further.
class Exchange final : public httplib::Stream {
 public:
  explicit Exchange(std::string& output) : output_(output) {}

  bool is_readable() const override { return !request_.empty(); }
  bool wait_readable() const override { return true; }
  bool wait_writable() const override { return true; }
  ssize_t read(char* to, std::size_t room) override {
    const std::size_t count = request_.copy(to, room);
    request_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* bytes, std::size_t count) override {
    output_.append(bytes, count);
    return static_cast<ssize_t>(count);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }
  time_t duration() const override { return 0; }

 private:
  std::string_view request_ = "GET / HTTP/1.1\r\n\r\n";
  std::string& output_;
};

// The answer this thread is having put into words.
struct Answering {
  Response* response = nullptr;
  bool keep = false;
};
thread_local Answering answering;

void say(httplib::Response& out) {
  Response& response = *answering.response;
  out.status = response.status;
  for (const auto& [name, value] : response.headers) out.set_header(name, value);
  if (response.file) {
    out.set_header("Content-Length", std::to_string(response.file->size));
    out.set_header("Content-Type", std::string(response.content_type));
  } else if (!response.body.empty()) {
    out.set_content(std::move(response.body), std::string(response.content_type));
  }
}

// Whether a connection goes on is decided by the server, not by the library.
void settle_headers(httplib::Response& out) {
  out.headers.erase("Keep-Alive");
  out.headers.erase("Connection");
  if (!answering.keep) out.set_header("Connection", "close");
  if (out.status == 204 || out.status == 304) out.headers.erase("Content-Length");
}

}  // namespace

class Wording::Writer final : private httplib::Server {
 public:
  Writer() {
    set_pre_routing_handler([](const httplib::Request&, httplib::Response& out) {
      say(out);
      return HandlerResponse::Handled;
    });
    set_post_routing_handler([](const httplib::Request&, httplib::Response& out) { settle_headers(out); });
  }

  void write(Response& response, bool keep_connection, std::string& output) {
    answering = {&response, keep_connection};
    Exchange exchange(output);
    bool ignored = false;
    process_request(exchange, {}, 0, {}, 0, false, ignored, nullptr);
    answering = {};
  }
};

Wording::Wording() : writer_(std::make_unique<Writer>()) {}
Wording::~Wording() = default;
void Wording::write(Response& response, bool keep_connection, std::string& output) {
  writer_->write(response, keep_connection, output);
}

}  // namespace http
