// SPDX-License-Identifier: MIT
#pragma once

// Figures of the running box for whoever watches it, in the text form of OpenMetrics 1.0. A figure is a
// function that is asked at the moment somebody looks; nothing is counted twice. Figures are added before the
// box serves; any thread may look.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

class Metrics {
 public:
  using Read = std::function<std::int64_t()>;

  // Names and helps are literals. A gauge goes up and down, a counter up alone.
  void gauge(std::string_view name, std::string_view help, Read read) {
    add("gauge", name, help, std::move(read));
  }
  void counter(std::string_view name, std::string_view help, Read read) {
    add("counter", name, help, std::move(read));
  }

  std::string text() const;
  std::optional<std::int64_t> value(std::string_view name) const;  // of one figure; nothing when it is none

 private:
  struct Metric {
    std::string_view type, name, help;
    Read read;
  };
  void add(std::string_view type, std::string_view name, std::string_view help, Read read) {
    figures_.push_back({type, name, help, std::move(read)});
  }
  std::vector<Metric> figures_;
};

}  // namespace base
