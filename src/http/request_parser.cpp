// SPDX-License-Identifier: MIT
#include "http/request_parser.h"

#include <algorithm>
#include <charconv>

#include "base/text/text.h"

namespace http {
namespace {

constexpr int bad_request = 400;

bool letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool token_char(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return letter_or_digit(c) || marks.find(c) != std::string_view::npos;
}

// The characters of a host name or address with a port. Only these may appear in URLs built from it.
bool host_char(char c) {
  constexpr std::string_view marks = "-._~:[]";
  return letter_or_digit(c) || marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, token_char); }

bool target_char(char c) { return c > 0x20 && c < 0x7f; }

bool value_char(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

std::string_view trim_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Returns the next line without its CRLF and advances `rest` past it.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

// absolute-form (RFC 9112 §3.2.2): the authority replaces the Host field. The scheme is ignored because a
// proxy may have terminated TLS.
std::optional<std::string_view> split_absolute_form(std::string_view& target) {
  if (target.starts_with('/')) return std::nullopt;
  const std::size_t scheme = std::min(target.find("://"), target.size());
  const std::string_view word = target.substr(0, scheme);
  if (!base::iequals(word, "http") && !base::iequals(word, "https")) return std::nullopt;
  const std::string_view rest = target.substr(std::min(scheme + 3, target.size()));
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  target = end < rest.size() ? rest.substr(end) : std::string_view("/");
  return rest.substr(0, end);
}

int read_request_line(std::string_view line, RequestHead& head, int& minor) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad_request;
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (head.method.size() > 32 || !is_token(head.method)) return bad_request;
  if (head.target.size() > max_target_bytes) return 414;
  if (!std::ranges::all_of(head.target, target_char)) return bad_request;
  head.target = head.target.substr(0, head.target.find('#'));
  if (head.target.empty()) return bad_request;
  if (version.size() != 8 || !version.starts_with("HTTP/")) return bad_request;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
  minor = version.back() - '0';
  return 0;
}

int read_field(std::string_view line, RequestHead& head) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return bad_request;
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  if (!std::ranges::all_of(value, value_char)) return bad_request;
  if (head.fields.size() == max_fields) return 431;
  head.fields.emplace_back(line.substr(0, colon), value);
  return 0;
}

// Converts field names to lower case in place, without a copy.
void lower_names(std::string& bytes, const Headers& fields) {
  for (const auto& [name, value] : fields) {
    const auto at = bytes.begin() + (name.data() - bytes.data());
    std::transform(at, at + static_cast<std::ptrdiff_t>(name.size()), at,
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  }
}

bool list_contains(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (base::iequals(trim_blanks(list.substr(0, comma)), word)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::optional<std::uint64_t> read_length(std::string_view digits) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (digits.size() > 18 || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return length;
}

int apply_field(std::string_view name, std::string_view value, RequestHead& head) {
  if (name == "content-length") {
    head.length = read_length(value);
    if (!head.length) return bad_request;
  } else if (name == "transfer-encoding") {
    if (!base::iequals(value, "chunked")) return bad_request;
    head.chunked = true;
  } else if (name == "expect" && !value.empty()) {
    if (!base::iequals(value, "100-continue")) return 417;
    head.expects_continue = true;
  }
  return 0;
}

bool is_singleton_field(std::string_view name) {
  return name == "host" || name == "content-length" || name == "transfer-encoding" ||
         name == "content-type" || name == "authorization";
}

bool connection_says(const RequestHead& head, std::string_view word) {
  return std::ranges::any_of(head.fields, [&](const auto& field) {
    return field.first == "connection" && list_contains(field.second, word);
  });
}

int check_fields(RequestHead& head, int minor) {
  for (auto field = head.fields.begin(); field != head.fields.end(); ++field) {
    if (is_singleton_field(field->first) &&
        std::find_if(head.fields.begin(), field,
                     [&](const auto& earlier) { return earlier.first == field->first; }) != field) {
      return bad_request;
    }
    if (const int refused = apply_field(field->first, field->second, head)) return refused;
  }
  if (head.chunked && (head.length || minor == 0)) return bad_request;
  head.is_http_1_0 = minor == 0;
  if (minor == 0) head.expects_continue = false;  // RFC 9110 §10.1.1
  // RFC 9112 §9.3
  head.keep_alive = !connection_says(head, "close") && (minor != 0 || connection_says(head, "keep-alive"));
  return 0;
}

int check_host(RequestHead& head, int minor, std::optional<std::string_view> authority) {
  const auto host = std::ranges::find(head.fields, std::string_view("host"), &Headers::value_type::first);
  if (host == head.fields.end()) return minor == 0 ? 0 : bad_request;
  if (authority) host->second = *authority;
  const bool missing = authority && authority->empty();
  return missing || !std::ranges::all_of(host->second, host_char) ? bad_request : 0;
}

}  // namespace

HeadBoundary find_head_end(std::string_view bytes, std::size_t seen) {
  for (std::size_t at = bytes.find('\n', seen); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return {0, at, bad_request};
    // One empty line before the request line is allowed (RFC 9112 §2.2).
    if (at >= 4 && bytes[at - 2] == '\n') return {at + 1, at + 1, 0};
    if (at + 1 > max_head_bytes) break;
  }
  return {0, bytes.size(), bytes.size() >= max_head_bytes ? 431 : 0};
}

int parse_request_head(std::string& bytes, std::size_t size, RequestHead& head) {
  if (size > max_head_bytes) return 431;
  std::string_view rest(bytes.data(), size - 2);  // without the empty line
  if (rest.starts_with("\r\n")) rest.remove_prefix(2);
  int minor = 1;
  if (const int refused = read_request_line(take_line(rest), head, minor)) return refused;
  const auto authority = split_absolute_form(head.target);
  if (head.target[0] != '/' && head.target != "*") return bad_request;
  while (!rest.empty()) {
    if (const int refused = read_field(take_line(rest), head)) return refused;
  }
  lower_names(bytes, head.fields);
  if (const int refused = check_fields(head, minor)) return refused;
  return check_host(head, minor, authority);
}

}  // namespace http
