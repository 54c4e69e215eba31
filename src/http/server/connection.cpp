// SPDX-License-Identifier: MIT
#include "http/server/connection.h"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "http/chunked_writer.h"

namespace http {
namespace {

constexpr std::size_t receive_bytes = 4096;           // per call: most requests are a single small head
constexpr std::size_t large_input_bytes = 36 * 1024;  // the largest head or small body, plus receive_bytes
constexpr std::size_t largest_burst = 60 * 1024;
constexpr std::uint64_t file_piece = 1 << 20;  // per turn; then other connections are served
constexpr std::uint64_t file_piece_over_tls = 16 * 1024;
constexpr std::size_t tls_session_bytes = 32 * 1024;  // an estimate of its buffers and keys

IoStatus progress_of_errno() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? IoStatus::would_block : IoStatus::broken;
}

IoStatus progress_of(crypto::TlsStatus progress) {
  if (progress == crypto::TlsStatus::done) return IoStatus::done;
  return progress == crypto::TlsStatus::broken ? IoStatus::broken : IoStatus::would_block;
}

}  // namespace

Connection::Connection(base::Descriptor socket, std::string address, bool secure)
    : phase(secure ? Phase::handshaking : Phase::receiving),
      socket_(std::move(socket)),
      address_(std::move(address)),
      secure_(secure) {}

// A method begins with a letter, a TLS handshake with the byte 22.
bool Connection::looks_like_plaintext() const {
  char first = 0;
  return !session_ && recv(socket(), &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && first >= 'A' && first <= 'Z';
}

IoStatus Connection::handshake(const std::shared_ptr<const crypto::TlsContext>& context) {
  if (!session_) session_ = std::make_unique<crypto::TlsSession>(context, socket());
  const crypto::TlsStatus progress = session_->handshake();
  waits_for_output_ = progress == crypto::TlsStatus::want_write;
  return progress_of(progress);
}

IoStatus Connection::receive() {
  const std::size_t before = input.size();
  // Grows from the small size to the large one in one step. Large buffers are mapped (app/allocator.cpp);
  // buffers of many sizes would fragment the heap.
  if (before > 0 && before + receive_bytes > input.capacity()) input.reserve(std::max(large_input_bytes, 2 * before));
  input.resize(before + receive_bytes);
  const ReadResult taken = read(input.data() + before, receive_bytes);
  input.resize(before + taken.bytes);
  drain_tls(input);
  return taken.progress;
}

Connection::ReadResult Connection::read(char* to, std::size_t room) {
  if (session_) {
    const auto got = session_->receive(to, room);
    return {progress_of(got.progress), got.bytes};
  }
  const ssize_t got = recv(socket(), to, room, MSG_DONTWAIT);
  if (got > 0) return {IoStatus::done, static_cast<std::size_t>(got)};
  return {got == 0 ? IoStatus::broken : progress_of_errno()};
}

// epoll does not report bytes that the session has buffered, so they must be read before a wait.
void Connection::drain_tls(std::string& to) {
  while (session_) {
    const std::size_t before = to.size(), waiting = session_->pending();
    if (waiting == 0) return;
    to.resize(before + waiting);
    to.resize(before + session_->receive(to.data() + before, waiting).bytes);
  }
}

HeadBoundary Connection::find_head() {
  const HeadBoundary end = find_head_end(input, seen_);
  seen_ = end.size > 0 ? 0 : end.seen;
  return end;
}

IoStatus Connection::send() {
  const IoStatus progress = send_output();
  if (progress != IoStatus::done) return progress;
  if (file && !session_) return send_file();
  return file || stream ? send_pieces() : IoStatus::done;
}

// A retry after would_block passes the same bytes, because TLS has already encrypted them.
Connection::ReadResult Connection::send_some(std::string_view bytes, bool more) {
  if (session_) {
    const auto sent = session_->send(bytes, more);
    return {progress_of(sent.progress), sent.bytes};
  }
  const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0);
  const ssize_t sent = ::send(socket(), bytes.data(), bytes.size(), flags);
  if (sent < 0) return {progress_of_errno()};
  return {IoStatus::done, static_cast<std::size_t>(sent)};
}

bool Connection::send_now(std::string_view words) {
  if (send_some(words, false).bytes == words.size()) return true;
  shutdown(socket(), SHUT_RDWR);
  return false;
}

IoStatus Connection::send_output() {
  // The head is sent together with a small file. With a larger file, this would only push a few bytes out of
  // the first burst.
  const bool more = file && file->size > 0 && file->size + output.size() < largest_burst;
  while (sent_ < output.size()) {
    const ReadResult sent = send_some(std::string_view(output).substr(sent_), more);
    if (sent.progress != IoStatus::done) return sent.progress;
    sent_ += sent.bytes;
  }
  output.clear();
  sent_ = 0;
  return IoStatus::done;
}

IoStatus Connection::send_file() {
  if (file->size > 0) {
    off_t offset = static_cast<off_t>(file->offset);
    const auto piece = static_cast<std::size_t>(std::min(file->size, file_piece));
    const ssize_t sent = sendfile(socket(), file->file->get(), &offset, piece);
    if (sent < 0) return progress_of_errno();
    if (sent == 0) return IoStatus::broken;  // the file is shorter than its row states
    file->offset += static_cast<std::uint64_t>(sent);
    file->size -= static_cast<std::uint64_t>(sent);
    if (file->size > 0) return IoStatus::would_block;
  }
  file.reset();
  return IoStatus::done;
}

// Reads the next piece of the file into `output`. Returns its size, or 0 when the file is shorter than its
// row states.
std::size_t Connection::read_file() {
  output.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file->size, file_piece_over_tls)));
  const ssize_t got =
      pread(file->file->get(), output.data(), output.size(), static_cast<off_t>(file->offset));
  output.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  file->offset += output.size();
  file->size -= output.size();
  return output.size();
}

// Reads the next piece of the stream. Returns 0 when the stream does not match its size. The end of a stream
// without a size counts as a piece, because it is sent too.
std::size_t Connection::read_stream() {
  if (stream->chunked) begin_chunk(output);
  const std::size_t before = output.size();
  stream->append(output);
  const std::size_t got = output.size() - before;
  if (stream->size) {
    if (got > *stream->size) return 0;
    *stream->size -= got;
    return got;
  }
  if (got == 0) stream->size = 0;
  if (stream->chunked) sent_ = end_chunk(output);
  return got + 1;
}

// Sends a stream, or a file over TLS.
IoStatus Connection::send_pieces() {
  const auto ended = [this] {
    return file ? file->size == 0 : stream->size == std::optional<std::uint64_t>(0);
  };
  for (std::uint64_t sent = 0; !ended();) {
    if (sent >= file_piece) return IoStatus::would_block;
    const std::size_t got = file ? read_file() : read_stream();
    if (got == 0) return IoStatus::broken;
    sent += got;
    if (const IoStatus progress = send_output(); progress != IoStatus::done) return progress;
  }
  file.reset();
  stream.reset();
  std::string().swap(output);
  return IoStatus::done;
}

// Probes only the first byte of the piece, as an indication for the rest.
bool Connection::file_is_cached() const {
  char byte = 0;
  const iovec one{&byte, 1};
  return preadv2(file->file->get(), &one, 1, static_cast<off_t>(file->offset), RWF_NOWAIT) == 1;
}

IoStatus Connection::discard_input() {
  char away[16 * 1024];
  const ssize_t got = recv(socket(), away, sizeof away, MSG_DONTWAIT);
  if (got > 0) return IoStatus::done;
  return got == 0 ? IoStatus::broken : progress_of_errno();
}

std::size_t Connection::held_bytes() const {
  return sizeof *this + input.capacity() + output.capacity() + (session_ ? tls_session_bytes : 0);
}

bool Connection::is_closed_by_peer() const {
  pollfd end{socket(), POLLRDHUP, 0};
  return poll(&end, 1, 0) > 0;
}

void Connection::half_close() {
  send_close_notify();
  shutdown(socket(), SHUT_WR);
}

void Connection::send_close_notify() {
  if (session_) session_->close();
}

}  // namespace http
