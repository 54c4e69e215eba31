// SPDX-License-Identifier: MIT
#pragma once

// The request that a handler receives and the response that it returns. Header names are in lower case. The
// views in a Request point into the connection's buffer and are valid only while the handler runs.
// Thread safety: one thread at a time uses a request; Body::cancel() is for other threads.

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

// The body of a request, read on demand.
class Body {
 public:
  virtual ~Body() = default;
  virtual std::optional<std::uint64_t> length() const = 0;  // the Content-Length; nothing when chunked
  // Reads up to `room` bytes. Returns 0 at the end of the body.
  // Throws: HttpError 400 (malformed framing), 408 (client stalled), 413 (above the limit), 503 (no upload
  // slot).
  virtual std::size_t read(char* to, std::size_t room) = 0;
  virtual void set_limit(std::uint64_t bytes) = 0;
  // Called by another thread. A thread that reads the body, or waits to, soon gets an HttpError.
  virtual void cancel() = 0;
  // Called before a handler that reads the body. Returns false when the request must be deferred until the
  // body has arrived or an upload slot is free.
  // Throws: HttpError 400, 413.
  virtual bool admit(const Principal&) { return true; }

  bool empty() const { return length() == std::optional<std::uint64_t>(0); }
};

std::string read_all(Body& body);  // up to the limit

// Returns true for the content type of a tus 1.0 PATCH: bytes of a file from some offset on. Its handler
// stores the bytes that arrive, even when the rest never does.
bool is_tus_chunk(std::string_view content_type);

// The caller, as identified by the router's guard.
struct Principal {
  std::int64_t user = 0;  // 0: anonymous
  bool admin = false;
  std::int64_t generation = 0;    // of the account
  std::string token_family;       // of the caller's token; "" when it has none
  std::uint64_t key_version = 0;  // of the key that signed the token
};

struct Request {
  std::string_view method;
  std::string_view target;  // path and query as sent
  std::string path;         // percent-decoded
  std::string_view query;   // after the '?', as sent
  Headers headers;
  std::string_view address;  // of the client, without the port
  std::string_view scheme = "http";
  std::vector<std::string_view> path_params;  // from the route's pattern, in order
  Principal caller;
  bool resumed = false;   // it was deferred before
  bool has_slot = false;  // it holds a slot until it is answered
  // Headers that the guard adds to any response (rate limit).
  std::vector<std::pair<std::string, std::string>> response_headers;
  Body* body = nullptr;
  // A handler calls this before an unexpectedly long wait, so that another worker polls for requests.
  std::function<void()> about_to_wait = [] {};

  std::optional<std::string_view> header(std::string_view lower_name) const;
  std::optional<std::string> query_parameter(std::string_view name) const;  // the last one wins
  std::int64_t id(std::size_t param) const;  // a numeric parameter; 0, which no row has, if out of range
  std::string origin() const;                // "http://HOST" or "https://HOST"
};

// A part of a file, sent after the head. The descriptor is shared because a Response may be copied.
struct FileRange {
  std::shared_ptr<base::Descriptor> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// A body that is generated while it is sent, by one thread at a time. The connection is closed when `append`
// throws, appends nothing before the size is reached, or exceeds the size.
struct BodyStream {
  std::function<void(std::string& to)> append;  // appends the next piece, about 64 KB; nothing at the end
  // Without a size the body is chunked (RFC 9112 §7.1). Under HTTP/1.0 the end of the connection ends it.
  std::optional<std::uint64_t> size = {};
  bool chunked = false;  // set by the server
};
// Makes a BodyStream from a function that reads up to `room` bytes and returns 0 at the end.
BodyStream stream_of(std::function<std::size_t(char* to, std::size_t room)> read, std::uint64_t size);

// Defers a request until it gets a slot. It occupies no worker while it waits; slots are granted fairly by
// address and account. Handlers with slow work throw it; Router::dispatch() turns it into a Response.
struct Deferred {
  std::string account = {};  // "" when unknown
};

struct Response {
  int status = 200;
  std::string body;  // at most one of body, file and stream is set
  std::optional<FileRange> file;
  std::optional<BodyStream> stream;
  std::string_view content_type = "application/json";  // a string literal; sent when there is content
  std::vector<std::pair<std::string, std::string>> headers;
  // No response yet: the server calls the handler again when the request has a slot or its body has arrived.
  std::optional<Deferred> deferred;

  Response& with_header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Response json(int status, std::string body);
Response json_no_store(int status, std::string body);  // with Cache-Control: no-store
Response empty(int status = 204);
Response deferred(Deferred why);

}  // namespace http
