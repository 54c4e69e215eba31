// SPDX-License-Identifier: MIT
#pragma once

// Saves the server's clock in the data folder, so that after a restart neither time nor uptime is earlier
// than a value that the server has reported.
// A saved value lies ahead of the clock and is renewed before the clock reaches it; a clean stop saves it
// exactly. Writes are rare, as the drive may be a memory card: about one a minute. They are more frequent at
// first, so that repeated power losses move the clock ahead no further than the time run.
// Thread safety: any thread may call any member.
// Crash safety: the last saved value remains. While writes fail, the guarantee covers earlier values only.

#include <chrono>
#include <mutex>

#include "base/clock.h"
#include "data/data_folder.h"

namespace app {

class ClockSaver {
 public:
  ClockSaver(base::BoxClock& clock, const DataFolder& folder)
      : clock_(clock), folder_(folder), begun_(clock.steady_now()), due_(begun_) {}

  void save_if_due();              // called about once a second; a failure is logged and retried soon
  void save_now();                 // throws base::DiskError
  void set(base::UnixSeconds to);  // by the administrator; throws base::DiskError and keeps the clock

 private:
  std::chrono::seconds interval() const;

  base::BoxClock& clock_;
  const DataFolder& folder_;
  const base::SteadyTime begun_;
  std::mutex mutex_;
  base::SteadyTime due_;
};

}  // namespace app
