// SPDX-License-Identifier: MIT
#include "api/admin/log_redactor.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text/text.h"

namespace api {
namespace {

constexpr std::string_view hidden = "…";
constexpr std::size_t shortest_name = 3;  // shorter ones are parts of ordinary words

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         (std::ranges::count(text, ':') > 1 && inet_pton(AF_INET6, text.c_str(), address.data()) == 1);
}

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  const std::string wanted = base::ascii_lower(what);
  std::string low = base::ascii_lower(text);
  for (std::size_t at = low.find(wanted); at != std::string::npos; at = low.find(wanted, at + with.size())) {
    text.replace(at, what.size(), with);
    low.replace(at, what.size(), with);
  }
}

// Returns true if the character belongs to a word. Addresses and paths count as words.
bool in_word(char c) {
  constexpr std::string_view ends = " \t\n\"'()[]{}<>,;=";
  return ends.find(c) == std::string_view::npos;
}

std::size_t with_mark(std::string_view word) {  // length without trailing punctuation
  return word.find_last_not_of(".:!?") + 1;
}

}  // namespace

Redactor::Redactor(Known known) : known_(std::move(known)) {
  std::erase_if(known_.names, [](const std::string& name) { return name.size() < shortest_name; });
  // A long name may contain a shorter one.
  std::ranges::sort(known_.names, std::ranges::greater(), &std::string::size);
}

std::string Redactor::number(std::string_view kind, const std::string& of) {
  auto& known = numbers_[std::string(kind)];
  const std::size_t next = known.size() + 1;
  return std::string(kind) + "-" + std::to_string(known.try_emplace(of, next).first->second);
}

std::string Redactor::path(std::string_view path) {
  std::string plain;
  std::string_view before;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    const bool whose = before == "users" && !segment.empty();
    if (whose && is_digits(segment)) {
      plain += number("account", std::string(segment));
    } else {
      plain += is_digits(segment) || known_.words.contains(segment) ? segment : hidden;
    }
    if (segment.size() < path.size()) plain += '/';
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    before = segment;
  }
  return plain;
}

std::string Redactor::word(std::string_view word) {
  const std::size_t end = with_mark(word);
  const std::string inside(word.substr(0, end));
  const std::string mark(word.substr(end));
  if (inside.find('@') != std::string::npos) return number("email", base::ascii_lower(inside)) + mark;
  if (is_address(inside)) return number("address", inside) + mark;
  const std::size_t port = inside.rfind(':');
  if (port != std::string::npos && is_address(inside.substr(0, port))) {
    return number("address", inside.substr(0, port)) + inside.substr(port) + mark;
  }
  if (inside.starts_with('/') || inside.find("://") != std::string::npos) return path(inside) + mark;
  return std::string(word);
}

// Replaces known names first, because they may consist of several words.
std::string Redactor::text(std::string text) {
  if (!known_.folder.empty()) replace_all(text, known_.folder, "(data)");
  std::string plain;
  for (const std::string& name : known_.names) {
    const std::string with =
        name.find('@') == std::string::npos ? std::string(hidden) : number("email", base::ascii_lower(name));
    if (base::ascii_lower(text).find(base::ascii_lower(name)) != std::string::npos)
      replace_all(text, name, with);
  }
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = std::find_if_not(begin, text.end(), in_word);
    plain += word({begin, end});
    at += static_cast<std::size_t>(end - begin);
    if (at < text.size()) plain += text[at++];
  }
  return plain;
}

std::string Redactor::field(std::string_view key, const std::string& value) {
  if (key == "account" || key == "user" || key == "by") return number("account", value);
  if (key == "address") return number("address", value);
  if (key == "email") return number("email", base::ascii_lower(value));
  if (key == "path") return path(value);
  if (key == "name" || key == "stand" || key == "event") return std::string(hidden);
  return text(value);
}

std::string Redactor::line(const LogEntry& line) {
  std::string what = line.what;
  if (line.kind == "request") {
    const std::size_t blank = what.find(' ') + 1;
    what = what.substr(0, blank) + path(std::string_view(what).substr(blank));
  }
  std::string text = base::iso_time(line.at) + " " + std::string(base::to_string(line.level)) + " " +
                     line.where + ": " + what;
  for (const auto& [key, value] : line.fields) {
    text.append(" ").append(key).append("=").append(field(key, value));
  }
  return text + "\n";
}

}  // namespace api
