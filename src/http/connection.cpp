// SPDX-License-Identifier: MIT
#include "http/connection.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

namespace http {
namespace {

constexpr std::size_t receive_bytes = 4096;  // at a time: most requests are a single small head
constexpr std::size_t largest_burst = 60 * 1024;
constexpr std::uint64_t file_piece = 1 << 20;  // at a time: then others have their turn
constexpr std::uint64_t stream_piece = 64 * 1024;

Progress progress_of_errno() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Progress::must_wait : Progress::broken;
}

}  // namespace

Connection::Connection(base::Descriptor socket, std::string address)
    : socket_(std::move(socket)), address_(std::move(address)) {}

Progress Connection::receive() {
  const std::size_t before = input.size();
  input.resize(before + receive_bytes);
  const ssize_t got = recv(socket(), input.data() + before, receive_bytes, MSG_DONTWAIT);
  input.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got > 0) return Progress::done;
  return got == 0 ? Progress::broken : progress_of_errno();
}

HeadEnd Connection::look_for_head() {
  const HeadEnd end = find_head_end(input, seen_);
  seen_ = end.size > 0 ? 0 : end.seen;
  return end;
}

Progress Connection::send() {
  const Progress progress = send_output();
  if (progress != Progress::done) return progress;
  if (file) return send_file();
  return stream ? send_stream() : Progress::done;
}

Progress Connection::send_output() {
  // The head of a small file's answer leaves together with it. Beside a larger one it would only push a few
  // bytes out of the burst that the network takes at once.
  const int more = file && file->size > 0 && file->size + output.size() < largest_burst ? MSG_MORE : 0;
  while (sent_ < output.size()) {
    const ssize_t sent =
        ::send(socket(), output.data() + sent_, output.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL | more);
    if (sent < 0) return progress_of_errno();
    sent_ += static_cast<std::size_t>(sent);
  }
  output.clear();
  sent_ = 0;
  return Progress::done;
}

Progress Connection::send_file() {
  if (file->size > 0) {
    off_t offset = static_cast<off_t>(file->offset);
    const auto piece = static_cast<std::size_t>(std::min(file->size, file_piece));
    const ssize_t sent = sendfile(socket(), file->file->get(), &offset, piece);
    if (sent < 0) return progress_of_errno();
    if (sent == 0) return Progress::broken;  // the file is shorter than its row says
    file->offset += static_cast<std::uint64_t>(sent);
    file->size -= static_cast<std::uint64_t>(sent);
    if (file->size > 0) return Progress::must_wait;
  }
  file.reset();
  return Progress::done;
}

Progress Connection::send_stream() {
  for (std::uint64_t sent = 0; stream->size > 0;) {
    if (sent >= file_piece) return Progress::must_wait;
    output.resize(static_cast<std::size_t>(std::min<std::uint64_t>(stream->size, stream_piece)));
    const std::size_t got = stream->read(output.data(), output.size());
    if (got == 0) return Progress::broken;
    output.resize(got);
    stream->size -= got;
    sent += got;
    if (const Progress progress = send_output(); progress != Progress::done) return progress;
  }
  stream.reset();
  std::string().swap(output);
  return Progress::done;
}

// Of the piece its first byte, which tells what is likely.
bool Connection::file_at_hand() const {
  char byte = 0;
  const iovec one{&byte, 1};
  return preadv2(file->file->get(), &one, 1, static_cast<off_t>(file->offset), RWF_NOWAIT) == 1;
}

Progress Connection::discard() {
  char away[16 * 1024];
  const ssize_t got = recv(socket(), away, sizeof away, MSG_DONTWAIT);
  if (got > 0) return Progress::done;
  return got == 0 ? Progress::broken : progress_of_errno();
}

void Connection::half_close() { shutdown(socket(), SHUT_WR); }

}  // namespace http
