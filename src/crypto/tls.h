// SPDX-License-Identifier: MIT
#pragma once

// The server side of TLS 1.2 and 1.3, with ECDHE and AES-GCM or ChaCha20-Poly1305, over a non-blocking
// socket. Sessions share a context. A context that is replaced lives on until its sessions end.
// Thread safety: contexts are immutable, and any thread may use one; a session belongs to one thread at a
// time.
// Throws: CryptoError and CertificateError where noted.

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crypto {

// A certificate or key that the server cannot use; the message gives the reason.
struct CertificateError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class TlsContext {
 public:
  // PEM texts: the certificate, followed by its intermediate certificates, if any; its key. Throws
  // CertificateError, CryptoError.
  TlsContext(const std::string& certificates, const std::string& key);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  friend class TlsSession;
  struct State;
  std::unique_ptr<State> state_;
};

// The result of a call. want_read, want_write: repeat the call when the socket is readable or writable, with
// the same bytes if it sends. broken: no more data passes; the peer may have closed the session.
enum class TlsStatus { done, want_read, want_write, broken };

class TlsSession {
 public:
  struct TlsIo {
    TlsStatus progress = TlsStatus::done;
    std::size_t bytes = 0;
  };

  // The socket must outlive the session, which does not close it. Throws CryptoError.
  TlsSession(std::shared_ptr<const TlsContext> context, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  TlsStatus handshake();
  TlsIo receive(char* to, std::size_t room);  // done: at least one byte
  std::size_t pending() const;                // decrypted but not received; poll() does not report it
  // Sends a part of the bytes, at most one record. more: data that follows at once may share the packet.
  TlsIo send(std::string_view bytes, bool more);
  void close();  // sends close_notify if that is possible without blocking

 private:
  struct State;
  TlsStatus to_status(int code);
  std::unique_ptr<State> state_;
};

}  // namespace crypto
