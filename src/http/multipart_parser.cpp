// SPDX-License-Identifier: MIT
#include "http/multipart_parser.h"

#include <algorithm>
#include <cstring>

#include "base/text/charset.h"
#include "base/text/text.h"

namespace http {
namespace {

// Returns the offset just past the quoted string at the front. Only a quotation mark that is followed by
// blanks and ';' or the end closes it. Other marks are part of a file name.
std::size_t end_of_quoted(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\'))
      ++at;
    else if (text[at] == '"') {
      const std::size_t next = text.find_first_not_of(" \t", at + 1);
      if (next == std::string_view::npos || text[next] == ';') return at + 1;
    }
  }
  return text.size();
}

// Only \" and \\ are escapes: browsers send Windows paths with unescaped backslashes.
std::string unquoted(std::string_view quoted) {
  std::string value;
  const std::size_t end = quoted.size() - (quoted.size() > 1 && quoted.ends_with('"') ? 1 : 0);
  for (std::size_t at = 1; at < end; ++at) {
    if (quoted[at] == '\\' && at + 1 < end && (quoted[at + 1] == '"' || quoted[at + 1] == '\\')) ++at;
    value += quoted[at];
  }
  return value;
}

// Returns a parameter of a header value (name=token or name="quoted"). Names are case-insensitive. `rest` is
// what follows the first ';' of the value.
std::optional<std::string> parameter(std::string_view rest, std::string_view wanted) {
  while (!rest.empty()) {
    const std::size_t equals = std::min(rest.find_first_of("=;"), rest.size());
    const std::string_view name = base::trim(rest.substr(0, equals));
    rest.remove_prefix(equals);
    if (rest.starts_with('=')) rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const std::size_t end =
        rest.starts_with('"') ? end_of_quoted(rest) : std::min(rest.find(';'), rest.size());
    if (base::iequals(name, wanted)) {
      return rest.starts_with('"') ? unquoted(rest.substr(0, end))
                                   : std::string(base::trim(rest.substr(0, end)));
    }
    rest.remove_prefix(std::min(rest.find(';', end), rest.size()));
    rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  }
  return std::nullopt;
}

std::string_view parameters_of(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  return semicolon == std::string_view::npos ? std::string_view() : value.substr(semicolon + 1);
}

bool printable(char c) { return c >= ' ' && c <= '~'; }

// name*=charset'language'percent-encoded (RFC 8187). RFC 7578 discourages it, but some clients send it.
std::optional<std::string> extended(std::string_view parameters, std::string_view name) {
  const auto value = parameter(parameters, std::string(name) + "*");
  if (!value) return {};
  const std::size_t first = value->find('\''), second = value->find('\'', first + 1);
  if (first == std::string::npos || second == std::string::npos) return {};
  const auto bytes = base::percent_decode(std::string_view(*value).substr(second + 1));
  return bytes ? base::utf8_from(std::string_view(*value).substr(0, first), *bytes) : std::nullopt;
}

void read_line(std::string_view line, Part& part) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) throw MultipartError("a line of a part's head is no header");
  const std::string_view name = base::trim(line.substr(0, colon));
  const std::string_view value = base::trim(line.substr(colon + 1));
  if (base::iequals(name, "content-type")) {
    part.content_type = value;
  } else if (base::iequals(name, "content-disposition")) {
    const std::string_view parameters = parameters_of(value);
    part.name = parameter(parameters, "name").value_or("");
    part.file_name = parameter(parameters, "filename");
    if (const auto name_sent = extended(parameters, "name")) part.name = *name_sent;
    if (const auto file_name = extended(parameters, "filename")) part.file_name = *file_name;
  } else if (base::iequals(name, "content-transfer-encoding")) {
    part.base64 = base::iequals(value, "base64");
  }
}

Part read_part(std::string_view head) {
  Part part;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    read_line(head.substr(0, end), part);
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  return part;
}

}  // namespace

std::optional<std::string> parameter_of(std::string_view value, std::string_view name) {
  return parameter(parameters_of(value), name);
}

std::optional<std::string> parse_boundary(std::string_view content_type) {
  auto boundary = parameter_of(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 201 || boundary->back() == ' ' ||
      !std::ranges::all_of(*boundary, printable)) {
    return std::nullopt;
  }
  return boundary;
}

MultipartParser::MultipartParser(std::string_view boundary, PartHandler& sink)
    : delimiter_("\r\n--" + std::string(boundary)), sink_(sink) {
  // With the leading CRLF, the delimiter also matches a boundary at the very beginning of the body.
  feed("\r\n");
}

std::span<char> MultipartParser::space() {
  return std::span(buffer_.data(), base::IoBuffer::size).subspan(bytes_.size());
}

void MultipartParser::parse(std::size_t count) {
  bytes_ = {buffer_.data(), bytes_.size() + count};
  while (step()) {
  }
  const std::string_view rest = bytes_.substr(at_);
  std::memmove(buffer_.data(), rest.data(), rest.size());
  bytes_ = {buffer_.data(), rest.size()};
  at_ = 0;
}

void MultipartParser::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view next = bytes.substr(0, space().size());
    std::ranges::copy(next, space().begin());
    parse(next.size());
    bytes.remove_prefix(next.size());
  }
}

// Advances by one step. Returns false when more bytes are needed.
bool MultipartParser::step() {
  switch (state_) {
    case State::preamble:
      return skip_to_boundary();
    case State::after_boundary:
      return read_after_boundary();
    case State::head:
      return read_head();
    case State::data:
      return read_data();
    case State::epilogue:
      at_ = bytes_.size();
      return false;
  }
  return false;
}

bool MultipartParser::skip_to_boundary() {
  const std::size_t found = bytes_.find(delimiter_, at_);
  if (found == std::string::npos) {
    at_ = std::max(at_, bytes_.size() - std::min(bytes_.size(), delimiter_.size() - 1));
    return false;
  }
  at_ = found + delimiter_.size();
  state_ = State::after_boundary;
  return true;
}

// Parses what follows a boundary: "--" ends the message; optional blanks and CRLF begin a part.
bool MultipartParser::read_after_boundary() {
  constexpr std::size_t max_blanks = 100;
  const std::size_t end = std::min(bytes_.find_first_not_of(" \t", at_), bytes_.size());
  if (end - at_ > max_blanks) throw MultipartError("a boundary line is too long");
  if (bytes_.size() - end < 2) return false;
  const std::string_view mark = bytes_.substr(end, 2);
  if (mark == "--" && end == at_) {
    state_ = State::epilogue;
    return true;
  }
  if (mark != "\r\n") throw MultipartError("a boundary line does not end");
  if (++parts_ > max_parts) throw MultipartError("there are too many parts");
  at_ = end;  // keeps the CRLF: the head may be empty
  state_ = State::head;
  return true;
}

bool MultipartParser::read_head() {
  constexpr std::string_view empty_line = "\r\n\r\n";
  const std::size_t end = bytes_.find(empty_line, at_);
  // The limit is the same for a head that arrives in pieces and for one that arrives at once.
  const bool endless = end == std::string::npos && bytes_.size() - at_ >= max_head_bytes + empty_line.size();
  if (endless || (end != std::string::npos && end - at_ > max_head_bytes)) {
    throw MultipartError("the head of a part is too long");
  }
  if (end == std::string::npos) return false;
  const std::string_view head = bytes_.substr(at_ + 2, end > at_ ? end - at_ - 2 : 0);
  sink_.begin(read_part(head));
  at_ = end + empty_line.size();
  state_ = State::data;
  return true;
}

bool MultipartParser::read_data() {
  const std::string_view rest = bytes_.substr(at_);
  const std::size_t found = rest.find(delimiter_);
  // A possible prefix of the delimiter is held back until more bytes arrive.
  const std::size_t sure =
      found != std::string_view::npos ? found : rest.size() - std::min(rest.size(), delimiter_.size() - 1);
  if (sure > 0) sink_.data(rest.substr(0, sure));
  at_ += sure;
  if (found == std::string_view::npos) return false;
  at_ += delimiter_.size();
  sink_.end();
  state_ = State::after_boundary;
  return true;
}

}  // namespace http
