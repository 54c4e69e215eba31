// SPDX-License-Identifier: MIT
#include "http/server/partial_body.h"

namespace http {

bool PartialBody::has_come(std::string_view input) {
  if (come_) return true;
  if (length_) return come_ = input.size() >= begin_ + *length_;
  std::string_view rest = input.substr(at_), data;
  ChunkedDecoder::Result outcome = ChunkedDecoder::Result::data;
  while (outcome == ChunkedDecoder::Result::data) outcome = chunked_.decode(rest, data);
  at_ = input.size() - rest.size();
  too_large_ = at_ - begin_ > max_small_body_bytes;
  return come_ = outcome != ChunkedDecoder::Result::need_more || too_large_;
}

}  // namespace http
