// SPDX-License-Identifier: MIT
#pragma once

// Keeps the box's clock noted in the data folder, so that neither time nor uptime comes back behind anything
// given out: a note is good for some time ahead, and renewed before that has passed; at a clean stop it is
// exact. Seldom, for the drive may be a memory card: about once a minute, and more often only at first, so
// that a machine which loses its power again and again comes no further ahead each time than it had run.
//
// Any thread may call any member. A crash leaves the last note. While the drive takes none, the promise holds
// for what was noted before.

#include <chrono>
#include <mutex>

#include "base/clock.h"
#include "data/data_folder.h"

namespace app {

class ClockSaver {
 public:
  ClockSaver(base::BoxClock& clock, const DataFolder& folder)
      : clock_(clock), folder_(folder), begun_(clock.steady_now()), due_(begun_) {}

  void save_if_due();  // to be called every second or so; a failure is logged, and tried again soon
  void save_now();     // throws base::DiskError
  void set(base::UnixSeconds to);  // by the administrator; throws base::DiskError, and the clock is as it was

 private:
  std::chrono::seconds interval() const;

  base::BoxClock& clock_;
  const DataFolder& folder_;
  const base::SteadyTime begun_;
  std::mutex mutex_;
  base::SteadyTime due_;
};

}  // namespace app
