// SPDX-License-Identifier: MIT
#include "http/response_writer.h"

#include <algorithm>

namespace http {
namespace {

constexpr std::pair<int, std::string_view> reasons[] = {{200, "OK"},
                                                        {201, "Created"},
                                                        {204, "No Content"},
                                                        {206, "Partial Content"},
                                                        {301, "Moved Permanently"},
                                                        {302, "Found"},
                                                        {304, "Not Modified"},
                                                        {308, "Permanent Redirect"},
                                                        {400, "Bad Request"},
                                                        {401, "Unauthorized"},
                                                        {403, "Forbidden"},
                                                        {404, "Not Found"},
                                                        {405, "Method Not Allowed"},
                                                        {408, "Request Timeout"},
                                                        {409, "Conflict"},
                                                        {412, "Precondition Failed"},
                                                        {413, "Content Too Large"},
                                                        {414, "URI Too Long"},
                                                        {415, "Unsupported Media Type"},
                                                        {416, "Range Not Satisfiable"},
                                                        {417, "Expectation Failed"},
                                                        {422, "Unprocessable Content"},
                                                        {428, "Precondition Required"},
                                                        {429, "Too Many Requests"},
                                                        {431, "Request Header Fields Too Large"},
                                                        {460, "Checksum Mismatch"},
                                                        {500, "Internal Server Error"},
                                                        {503, "Service Unavailable"},
                                                        {505, "HTTP Version Not Supported"},
                                                        {507, "Insufficient Storage"}};

// The reason phrase may be empty; clients ignore it (RFC 9112 §4).
std::string_view reason(int status) {
  const auto* const found = std::ranges::find(reasons, status, &std::pair<int, std::string_view>::first);
  return found == std::end(reasons) ? "" : found->second;
}

// Default headers of every response, which a handler may override. They disable MIME sniffing and the Referer
// header, and keep other sites from loading the response.
constexpr std::pair<std::string_view, std::string_view> standing[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"}};

bool would_split(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

void put_field(std::string& output, std::string_view name, std::string_view value) {
  if (std::ranges::any_of(value, would_split)) return;
  output.append(name).append(": ").append(value).append("\r\n");
}

// JSON is UTF-8 (RFC 8259) and needs no charset, but older clients (Dart's package:http) decode a body
// without one as ISO-8859-1.
std::string_view with_charset(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  return content_type == json ? "application/json; charset=utf-8" : content_type;
}

// RFC 9112 §6: writes nothing when the end of the connection delimits the content.
void put_framing(std::string& output, const Response& response) {
  if (response.stream && !response.stream->size) {
    if (response.stream->chunked) put_field(output, "Transfer-Encoding", "chunked");
    return;
  }
  const std::uint64_t size = response.file     ? response.file->size
                             : response.stream ? *response.stream->size
                                               : response.body.size();
  put_field(output, "Content-Length", std::to_string(size));
}

}  // namespace

void write_response_head(const Response& response, bool keep_connection, Include parts, std::string& output) {
  constexpr std::size_t default_head = 512;
  output.reserve(output.size() + default_head + response.body.size());
  output.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  output.append(reason(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers) put_field(output, name, value);
  for (const auto& [name, value] : standing) {
    const auto same = [&, wanted = name](const auto& header) { return header.first == wanted; };
    if (std::ranges::none_of(response.headers, same)) put_field(output, name, value);
  }
  const bool has_content = response.file || response.stream || !response.body.empty();
  if (has_content) put_field(output, "Content-Type", with_charset(response.content_type));
  if (response.status != 204 && response.status != 304) put_framing(output, response);
  if (!keep_connection) put_field(output, "Connection", "close");
  output.append("\r\n");
  if (parts == Include::head_and_body) output.append(response.body);
}

}  // namespace http
