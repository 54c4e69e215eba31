// SPDX-License-Identifier: MIT
#pragma once

// A request as the handlers see it, and what they give back. Header names are lower case throughout.
//
// The views of a Request point into the connection's buffer: good for as long as the handler runs, no longer.
// One thread at a time has a request.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"

namespace http {

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

struct Principal;

// The body of a request, which nobody has read yet.
class Body {
 public:
  virtual ~Body() = default;
  virtual std::optional<std::uint64_t> length() const = 0;  // what Content-Length says; nothing when chunked
  // The next bytes, at most `room`; 0 at the end. Throws Error: 400 broken framing, 408 a silent phone,
  // 413 more than the cap.
  virtual std::size_t read(char* to, std::size_t room) = 0;
  virtual void set_limit(std::uint64_t bytes) = 0;
  // For another thread: whoever reads, or waits to, soon gets an Error.
  virtual void cancel() = 0;
  // Asked before a handler that reads it: false when it is to come in without a thread first, and the request
  // is postponed. Throws Error 413, 503.
  virtual bool admit(const Principal&) { return true; }

  bool empty() const { return length() == std::optional<std::uint64_t>(0); }
};

std::string read_all(Body& body);  // up to the cap

// Bytes of a file from some offset on, as tus 1.0 sends them: their handler makes something of what came,
// also when the rest never does.
bool is_tus_chunk(std::string_view content_type);

// Who asks, as the guard found out.
struct Principal {
  std::int64_t user = 0;  // 0: nobody
  bool admin = false;
  std::int64_t generation = 0;    // of the account
  std::string token_family;       // of those by which they ask; "": it has none
  std::uint64_t key_version = 0;  // of the key that signed their token
};

struct Request {
  std::string_view method;
  std::string_view target;  // path and query as sent
  std::string path;         // percent-decoded
  std::string_view query;   // after the '?', as sent
  Headers headers;
  std::string_view address;  // of the client, without port
  std::string_view scheme = "http";
  std::vector<std::string_view> path_params;  // from the route's pattern, in order
  Principal caller;
  bool resumed = false;   // it was postponed before
  bool has_slot = false;  // it has waited for a slot, and has it until it is answered
  // Headers the answer will carry whatever it is: the guard's (rate limit).
  std::vector<std::pair<std::string, std::string>> response_headers;
  Body* body = nullptr;
  // For a handler to call before it waits for long where none is expected to: others look for requests then.
  std::function<void()> about_to_wait = [] {};

  std::optional<std::string_view> header(std::string_view lower_name) const;
  std::optional<std::string> query_parameter(std::string_view name) const;  // of the query; the last one wins
  std::int64_t id(std::size_t param) const;  // a digits parameter; 0, which no row has, when it does not fit
  std::string origin() const;                // "http://HOST"
};

// A part of a file, sent after the head. The descriptor is shared because an answer may be copied.
struct FileRange {
  std::shared_ptr<base::Descriptor> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// A body that is made while it is sent, by one thread at a time. To append nothing before the size is
// reached, more than it, or to throw, ends the connection.
struct BodyStream {
  std::function<void(std::string& to)> append;  // the next piece, of some 64 KB; nothing at the end
  // None: the body is chunked (RFC 9112 §7.1); for HTTP/1.0 it ends with the connection.
  std::optional<std::uint64_t> size = {};
  bool chunked = false;  // the server's
};
// The same of a source that gives as many bytes as there is room for; 0 at the end.
BodyStream stream_of(std::function<std::size_t(char* to, std::size_t room)> read, std::uint64_t size);

// A request that waits for a slot, without a thread, in turn by address and account. Thrown by handlers whose
// work is slow; Router::dispatch makes a Response of it.
struct Deferred {
  std::string account = {};  // "" where it is not known
};

struct Response {
  int status = 200;
  std::string body;                                    // or
  std::optional<FileRange> file;                       // or
  std::optional<BodyStream> stream;                    // never two of them
  std::string_view content_type = "application/json";  // of a literal; sent when there is any content
  std::vector<std::pair<std::string, std::string>> headers;
  // No answer yet: the server asks again once the request has a slot, or its body has come.
  std::optional<Deferred> deferred;

  Response& with_header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Response json(int status, std::string body);
Response json_no_store(int status, std::string body);  // neither a browser nor a cache keeps it
Response empty(int status = 204);
Response deferred(Deferred why);

}  // namespace http
