// SPDX-License-Identifier: MIT
// Input: a byte that decides the pieces, a line with a Content-Type, a body.
// A body means the same however it is cut up, and no part holds its own boundary.

#include <vector>

#include "fuzz/fuzz.h"
#include "http/multipart_parser.h"

namespace {

struct SeenPart {
  std::string name, content_type, bytes;
  std::optional<std::string> file_name;
  bool ended = false;
  bool operator==(const SeenPart&) const = default;
};

struct Seen final : http::PartHandler {
  void begin(const http::Part& part) override {
    fuzz::require(parts.empty() || parts.back().ended, "a part begins after the one before it has ended");
    parts.push_back({part.name, part.content_type, "", part.file_name});
  }
  void data(std::string_view bytes) override {
    fuzz::require(!parts.empty() && !parts.back().ended, "data belong to a part");
    fuzz::require(!bytes.empty(), "no empty data");
    parts.back().bytes += bytes;
  }
  void end() override {
    fuzz::require(!parts.empty() && !parts.back().ended, "only a part that has begun ends");
    parts.back().ended = true;
  }

  std::vector<SeenPart> parts;
  std::string fault;
  bool complete = false;
};

template <class Feed>
Seen read(const std::string& boundary, Feed feed) {
  Seen seen;
  http::MultipartParser multipart(boundary, seen);
  try {
    feed(multipart);
  } catch (const http::MultipartError& error) {
    seen.fault = error.what();
  }
  seen.complete = multipart.complete();
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view body = fuzz::view(data, size);
  const std::uint8_t seed = fuzz::take_byte(body);
  const auto sent = http::parse_boundary(fuzz::take_line(body));
  fuzz::require(!sent || (!sent->empty() && sent->size() <= 201 && sent->find('\r') == std::string::npos),
                "a boundary is a short word");
  const std::string boundary = sent.value_or("b");

  const Seen at_once = read(boundary, [&](http::MultipartParser& multipart) { multipart.feed(body); });
  const Seen cut_up = read(boundary, [&](http::MultipartParser& multipart) {
    fuzz::in_pieces(body, seed, [&](std::string_view piece) { multipart.feed(piece); });
  });
  fuzz::require(at_once.fault == cut_up.fault, "the same fault however it is cut up");
  fuzz::require(at_once.complete == cut_up.complete, "as complete however it is cut up");
  fuzz::require(at_once.parts == cut_up.parts, "the same parts however it is cut up");

  fuzz::require(at_once.parts.size() <= http::MultipartParser::max_parts, "not too many parts");
  for (const SeenPart& part : at_once.parts) {
    fuzz::require(part.bytes.find("\r\n--" + boundary) == std::string::npos, "a boundary ends its part");
    fuzz::require(part.ended || !at_once.complete, "in a complete body all parts have ended");
  }
  return 0;
}
