// SPDX-License-Identifier: MIT
// Input: a line that stands for the size of a file, then a header.
// A range lies inside the file; a time that is read is written as one that reads the same.

#include "http/range.h"

#include "base/clock.h"
#include "base/text/text.h"
#include "fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view header = fuzz::view(data, size);
  const auto number = base::parse_int(fuzz::take_line(header));
  const auto file_size = static_cast<std::uint64_t>(std::max<std::int64_t>(number.value_or(0), 0));

  const http::Range whole{0, file_size};
  http::Range part = whole;
  const http::RangeKind kind = http::parse_range(header, file_size, part);
  if (kind == http::RangeKind::part) {
    fuzz::require(part.size > 0, "a part is not empty");
    fuzz::require(part.offset < file_size && part.size <= file_size - part.offset, "a part is in the file");
  } else if (kind == http::RangeKind::whole) {
    fuzz::require(part.offset == 0 && part.size == file_size, "the whole stays as it is");
  }
  if (http::etag_matches(header, "\"tag\"")) {
    fuzz::require(header.find('*') != header.npos || header.find("\"tag\"") != header.npos,
                  "a tag is named in so many words");
  }
  const auto time = http::parse_http_date(header);
  if (time && *time >= 0) {
    fuzz::require(http::parse_http_date(base::http_time(*time)) == time, "a time reads as it is written");
  }
  return 0;
}
