// SPDX-License-Identifier: MIT
#include "base/metrics.h"

#include <doctest/doctest.h>

TEST_CASE("metrics: every figure is read when somebody looks, in the form of OpenMetrics") {
  std::int64_t phones = 3;
  base::Metrics metrics;
  CHECK(metrics.text() == "# EOF\n");
  metrics.gauge("phones", "Phones in the hall.", [&] { return phones; });
  metrics.counter("photos", "Photos taken.", [] { return 12; });
  phones = 5;
  CHECK(metrics.text() ==
        "# HELP expobox_phones Phones in the hall.\n# TYPE expobox_phones gauge\nexpobox_phones 5\n"
        "# HELP expobox_photos Photos taken.\n# TYPE expobox_photos counter\nexpobox_photos_total 12\n"
        "# EOF\n");
}

TEST_CASE("metrics: one figure can be asked for by its name") {
  base::Metrics metrics;
  metrics.gauge("phones", "Phones in the hall.", [] { return 5; });
  CHECK(metrics.value("phones") == 5);
  CHECK_FALSE(metrics.value("tablets"));
}
