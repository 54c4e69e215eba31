// SPDX-License-Identifier: MIT
#pragma once

// Metrics of the running server in the OpenMetrics 1.0 text format. A metric is a function that is called
// when its value is read, so nothing is counted twice.
// Thread safety: metrics are added before the server starts; then any thread may read.

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

  // Names and help texts are string literals. A gauge goes up and down, a counter only up.
  void gauge(std::string_view name, std::string_view help, Read read) {
    add("gauge", name, help, std::move(read));
  }
  void counter(std::string_view name, std::string_view help, Read read) {
    add("counter", name, help, std::move(read));
  }

  std::string text() const;
  std::optional<std::int64_t> value(std::string_view name) const;  // nothing for an unknown name

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
