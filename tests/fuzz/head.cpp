// SPDX-License-Identifier: MIT
// Input: a byte that decides the pieces, then what a connection brings.
// A head is found at the same place however it comes; one that is accepted has one meaning: written anew from
// what was understood it is understood the same, and a sloppy reader finds no other length in it.

#include <vector>

#include "base/text/text.h"
#include "fuzz/fuzz.h"
#include "http/request_parser.h"

namespace {

http::HeadBoundary find(std::string_view bytes, std::uint8_t seed) {
  http::HeadBoundary end;
  std::string come;
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) {
    if (end.size != 0 || end.refused != 0) return;
    come += piece;
    end = http::find_head_end(come, end.seen);
  });
  return end;
}

std::string written(const http::RequestHead& head, bool old) {
  std::string text(head.method);
  text.append(" ").append(head.target).append(old ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  for (const auto& [name, value] : head.fields) text.append(name).append(": ").append(value).append("\r\n");
  return text + "\r\n";
}

bool same(const http::RequestHead& a, const http::RequestHead& b) {
  return a.method == b.method && a.target == b.target && a.fields == b.fields && a.length == b.length &&
         a.chunked == b.chunked && a.keep_alive == b.keep_alive && a.expects_continue == b.expects_continue;
}

// Reads as the most forgiving server might: any end of line, any blanks and controls, any case.
std::vector<std::string> sloppy(std::string_view head, std::string_view wanted) {
  std::vector<std::string> values;
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find_first_of(std::string_view("\r\n\0", 3)));
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    std::string bare;
    for (const char c : base::ascii_lower(line)) {
      if (c > ' ' && c < 0x7f) bare += c;
    }
    if (bare.starts_with(wanted)) values.push_back(bare.substr(wanted.size()));
  }
  return values;
}

void check_framing(std::string_view bytes, const http::RequestHead& head) {
  const auto lengths = sloppy(bytes, "content-length:"), codings = sloppy(bytes, "transfer-encoding:");
  fuzz::require(lengths.size() == (head.length ? 1 : 0), "one length, and everybody sees it");
  fuzz::require(codings.size() == (head.chunked ? 1 : 0), "one coding, and everybody sees it");
  fuzz::require(lengths.empty() || codings.empty(), "never both");
  fuzz::require(lengths.empty() || base::parse_int(lengths[0]) == static_cast<std::int64_t>(*head.length),
                "a length everybody reads the same");
  fuzz::require(codings.empty() || codings[0] == "chunked", "no other coding");
}

bool plain(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = fuzz::view(data, size);
  const std::uint8_t seed = fuzz::take_byte(input);
  const http::HeadBoundary at_once = http::find_head_end(input, 0), cut_up = find(input, seed);
  fuzz::require(at_once.size == cut_up.size && at_once.refused == cut_up.refused,
                "found at the same place however it comes");
  if (at_once.size == 0) return 0;
  fuzz::require(at_once.size <= input.size(), "a head is no longer than what has come");

  std::string bytes(input);
  http::RequestHead head;
  const int refused = http::parse_request_head(bytes, at_once.size, head);
  fuzz::require(refused == 0 || (refused >= 400 && refused <= 505), "a refusal is a status");
  if (refused != 0) return 0;
  fuzz::require(head.target.starts_with('/') || head.target == "*", "a target of this server");
  for (const auto& [name, value] : head.fields) {
    fuzz::require(!name.empty() && plain(name) && plain(value) && name == base::ascii_lower(name),
                  "plain fields");
  }
  check_framing(std::string_view(bytes).substr(0, at_once.size), head);

  std::string again = written(head, head.is_http_1_0);
  http::RequestHead reread;
  if (http::find_head_end(again, 0).size != again.size()) fuzz::require(false, "what is written is one head");
  fuzz::require(http::parse_request_head(again, again.size(), reread) == 0, "what is written is accepted");
  fuzz::require(same(head, reread), "what is written is understood the same");
  return 0;
}
