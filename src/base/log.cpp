// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

#include "base/text/text.h"

namespace base {
namespace {

std::atomic<Level> min_level{Level::info};

constexpr std::array<std::string_view, 4> level_names = {"debug", "info", "warning", "error"};

bool control(unsigned char c) { return c < 0x20 || c == 0x7f; }

// U+0080 to U+009F, which a terminal may interpret as commands.
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
  const auto since = system_now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

std::atomic<std::uint64_t> numbers{0};

// The newest lines of this process, in memory.
class Kept {
 public:
  void add(LogLine line) {
    const std::size_t bytes = bytes_of(line);
    const std::lock_guard lock(mutex_);
    line.n = next_log_sequence();
    bytes_ += bytes;
    lines_.push_back(std::move(line));
    while (lines_.size() > max_lines || bytes_ > max_bytes) {
      bytes_ -= bytes_of(lines_.front());
      lines_.pop_front();
    }
  }
  std::vector<LogLine> later_than(std::uint64_t n) {
    const std::lock_guard lock(mutex_);
    return {std::ranges::upper_bound(lines_, n, {}, &LogLine::n), lines_.end()};
  }

 private:
  static constexpr std::size_t max_lines = 2000, max_bytes = 1'000'000;

  static std::size_t bytes_of(const LogLine& line) {
    std::size_t bytes = sizeof(LogLine) + line.where.size() + line.what.size();
    for (const auto& [key, value] : line.fields) {
      bytes += 2 * sizeof(std::string) + key.size() + value.size();
    }
    return bytes;
  }

  std::mutex mutex_;
  std::deque<LogLine> lines_;
  std::size_t bytes_ = 0;
};

Kept kept;

// Makes the text valid UTF-8 for JSON, and limits its length.
std::string kept_text(std::string_view text) {
  constexpr std::size_t most = 1000;
  std::string good;
  for (text = text.substr(0, most); !text.empty();) {
    const std::size_t valid = utf8_prefix(text);
    good += text.substr(0, valid);
    text.remove_prefix(valid);
    if (text.empty()) break;
    good += '?';
    text.remove_prefix(1);
  }
  return good;
}

void keep(Level level, std::string_view where, std::string_view what,
          std::initializer_list<LogField> fields) {
  LogLine line{.at = std::chrono::steady_clock::now(),
               .level = level,
               .where = kept_text(where),
               .what = kept_text(what),
               .fields = {}};
  for (const auto& [key, value] : fields) line.fields.emplace_back(key, kept_text(value));
  kept.add(std::move(line));
}

}  // namespace

std::string_view to_string(Level level) { return level_names.at(static_cast<std::size_t>(level)); }

void set_log_level(Level least) { min_level = least; }

bool log_enabled(Level level) { return level >= min_level; }

void log(Level level, std::string_view where, std::string_view what, std::initializer_list<LogField> fields) {
  if (level >= Level::info || log_enabled(level)) keep(level, where, what, fields);
  log_to_stderr(level, where, what, fields);
}

std::vector<LogLine> recent_log_lines(std::uint64_t after) { return kept.later_than(after); }
std::uint64_t next_log_sequence() { return ++numbers; }
std::uint64_t last_log_sequence() { return numbers; }

void log_to_stderr(Level level, std::string_view where, std::string_view what,
                   std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  std::string line = "time=" + iso_time(machine_time()) + " level=";
  line += to_string(level);
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
  // A failure to write the log cannot be reported.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace base
