// SPDX-License-Identifier: MIT
#pragma once

// TLS, the server's side of it: 1.2 and 1.3, ECDHE with AES-GCM or ChaCha20-Poly1305, over a socket that does
// not block. A context is what many sessions share; one that is replaced lives on with the sessions it has.
// Contexts never change: any thread may use one. A session is one thread's at a time.

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crypto {

// A certificate or key that cannot be served with; says why, for whoever has to mend it.
struct CertificateError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class TlsContext {
 public:
  // PEM texts: the certificate, then those above it, if any; its key. Throws CertificateError, LibraryError.
  TlsContext(const std::string& certificates, const std::string& key);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  friend class TlsSession;
  struct State;
  std::unique_ptr<State> state_;
};

// What a call has come to. want_read, want_write: it is to be made again, with the same bytes if it sends,
// when the socket can be read or written. broken: nothing more goes through it; the other side may have said
// goodbye.
enum class TlsStatus { done, want_read, want_write, broken };

class TlsSession {
 public:
  struct TlsIo {
    TlsStatus progress = TlsStatus::done;
    std::size_t bytes = 0;
  };

  // The socket outlives it, and is not closed. Throws LibraryError.
  TlsSession(std::shared_ptr<const TlsContext> context, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  TlsStatus handshake();
  TlsIo receive(char* to, std::size_t room);  // done: at least a byte
  std::size_t pending() const;                // decrypted, not yet received: no socket will tell of it
  // A piece of it, at most a record. more: what follows at once may travel in the same packet.
  TlsIo send(std::string_view bytes, bool more);
  void close();  // tells the other side that this was all, if that can be told without waiting

 private:
  struct State;
  TlsStatus to_status(int code);
  std::unique_ptr<State> state_;
};

}  // namespace crypto
