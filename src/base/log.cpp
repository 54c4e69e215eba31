// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>

#include "base/clock.h"
#include "base/text.h"

namespace base {
namespace {

std::atomic<Level> least_level{Level::info};

constexpr std::array<std::string_view, 4> level_names = {"debug", "info", "warning", "error"};

bool control(unsigned char c) { return c < 0x20 || c == 0x7f; }

// U+0080 to U+009F: a terminal may take them for commands.
bool holds_c1(std::string_view utf8) {
  for (std::size_t at = utf8.find('\xc2'); at != std::string_view::npos; at = utf8.find('\xc2', at + 1)) {
    if (static_cast<unsigned char>(utf8[at + 1]) < 0xa0) return true;
  }
  return false;
}

void append_byte_escaped(std::string& line, unsigned char c) {
  if (c == '\n') {
    line += "\\n";
  } else {
    const char raw = static_cast<char>(c);
    line += "\\x";
    line += hex({&raw, 1});
  }
}

void append_quoted(std::string& line, std::string_view value) {
  const bool readable = valid_utf8(value) && !holds_c1(value);
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (control(byte) || (byte >= 0x80 && !readable)) {
      append_byte_escaped(line, byte);
    } else {
      if (c == '"' || c == '\\') line += '\\';
      line += c;
    }
  }
  line += '"';
}

bool plain(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '='; }

void append_value(std::string& line, std::string_view value) {
  if (!value.empty() && std::ranges::all_of(value, plain)) {
    line += value;
  } else {
    append_quoted(line, value);
  }
}

UnixSeconds machine_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

}  // namespace

void set_log_level(Level least) { least_level = least; }

bool logs(Level level) { return level >= least_level; }

void log(Level level, std::string_view where, std::string_view what, std::initializer_list<LogField> fields) {
  if (!logs(level)) return;
  std::string line = "time=" + iso_time(machine_time()) + " level=";
  line += level_names.at(static_cast<std::size_t>(level));
  line += " where=";
  append_value(line, where);
  line += " what=";
  append_quoted(line, what);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    append_value(line, value);
  }
  line += '\n';
  // A log that cannot be written has nobody to tell.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace base
