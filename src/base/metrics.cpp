// SPDX-License-Identifier: MIT
#include "base/metrics.h"

#include <algorithm>

namespace base {

std::string Metrics::text() const {
  std::string text;
  for (const Metric& figure : figures_) {
    const std::string name = "expobox_" + std::string(figure.name);
    text.append("# HELP ").append(name).append(" ").append(figure.help).append("\n");
    text.append("# TYPE ").append(name).append(" ").append(figure.type).append("\n");
    text.append(name).append(figure.type == "counter" ? "_total " : " ");
    text.append(std::to_string(figure.read())).append("\n");
  }
  return text.append("# EOF\n");
}

std::optional<std::int64_t> Metrics::value(std::string_view name) const {
  const auto found = std::ranges::find(figures_, name, &Metric::name);
  return found == figures_.end() ? std::nullopt : std::optional(found->read());
}

}  // namespace base
