// SPDX-License-Identifier: MIT
#include "crypto/tls.h"

#include <mbedtls/ssl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "crypto/mbedtls_handles.h"
#include "crypto/mbedtls_init.h"

namespace crypto {
namespace {

// In order of preference. In TLS 1.3, the first of the client's own list is chosen.
constexpr std::array<int, 10> suites = {MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
                                        MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
                                        MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
                                        MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                        MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                                        MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                                        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                        MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                                        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                                        0};

constexpr std::array<std::uint16_t, 3> groups = {
    MBEDTLS_SSL_IANA_TLS_GROUP_X25519, MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE};

constexpr std::array<std::uint16_t, 9> signatures = {MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
                                                     MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
                                                     MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
                                                     MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
                                                     MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
                                                     MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
                                                     MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
                                                     MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,
                                                     MBEDTLS_TLS1_3_SIG_NONE};

// A client that offers only other protocols gets an alert (RFC 7301 §3.2).
std::array<const char*, 2> protocols = {"http/1.1", nullptr};

// A handshake message is sent as one record. The Certificate message holds little besides the certificates.
constexpr std::size_t max_chain_bytes = MBEDTLS_SSL_OUT_CONTENT_LEN - 256;
constexpr std::size_t min_rsa_bits = 2048;

void check_key(const mbedtls_pk_context& key) {
  const bool rsa = mbedtls_pk_can_do(&key, MBEDTLS_PK_RSA) != 0;
  if (!rsa && mbedtls_pk_can_do(&key, MBEDTLS_PK_ECDSA) == 0)
    throw CertificateError("the key is neither an RSA nor an ECDSA one (P-256 or P-384)");
  if (rsa && mbedtls_pk_get_bitlen(&key) < min_rsa_bits)
    throw CertificateError("the RSA key has fewer than 2048 bits");
}

}  // namespace

struct TlsContext::State {
  CertificateChain chain;
  PrivateKey key;
  mbedtls_ssl_config settings{};
  State() { mbedtls_ssl_config_init(&settings); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { mbedtls_ssl_config_free(&settings); }
};

TlsContext::TlsContext(const std::string& certificates, const std::string& key)
    : state_(std::make_unique<State>()) {
  ensure_initialized();
  parse_pem(certificates, state_->chain);
  parse_pem(key, state_->key);
  check_key(state_->key.context);
  if (mbedtls_pk_check_pair(&state_->chain.first.pk, &state_->key.context, mbedtls_rng, nullptr) != 0)
    throw CertificateError("the key does not belong to the certificate");
  if (state_->chain.encoded_size() > max_chain_bytes)
    throw CertificateError("there are too many certificates, or too large ones: at most " +
                           std::to_string(max_chain_bytes) + " bytes");

  mbedtls_ssl_config& settings = state_->settings;
  check(mbedtls_ssl_config_defaults(&settings, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT),
        "TLS cannot be set up");
  mbedtls_ssl_conf_rng(&settings, mbedtls_rng, nullptr);
  mbedtls_ssl_conf_min_tls_version(&settings, MBEDTLS_SSL_VERSION_TLS1_2);
  mbedtls_ssl_conf_max_tls_version(&settings, MBEDTLS_SSL_VERSION_TLS1_3);
  mbedtls_ssl_conf_ciphersuites(&settings, suites.data());
  mbedtls_ssl_conf_groups(&settings, groups.data());
  mbedtls_ssl_conf_sig_algs(&settings, signatures.data());
  mbedtls_ssl_conf_authmode(&settings, MBEDTLS_SSL_VERIFY_NONE);
  check(mbedtls_ssl_conf_alpn_protocols(&settings, protocols.data()), "TLS cannot be set up");
  check(mbedtls_ssl_conf_own_cert(&settings, &state_->chain.first, &state_->key.context),
        "the certificate cannot be used");
}

TlsContext::~TlsContext() = default;

struct TlsSession::State {
  std::shared_ptr<const TlsContext> context;
  int socket;
  bool more = false, broken = false;
  mbedtls_ssl_context session{};

  State(std::shared_ptr<const TlsContext> of, int over) : context(std::move(of)), socket(over) {
    mbedtls_ssl_init(&session);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { mbedtls_ssl_free(&session); }

  static int send(void* of, const unsigned char* bytes, std::size_t count) {
    const auto& state = *static_cast<State*>(of);
    const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (state.more ? MSG_MORE : 0);
    return moved(::send(state.socket, bytes, count, flags), MBEDTLS_ERR_SSL_WANT_WRITE);
  }

  static int receive(void* of, unsigned char* to, std::size_t room) {
    return moved(::recv(static_cast<State*>(of)->socket, to, room, MSG_DONTWAIT), MBEDTLS_ERR_SSL_WANT_READ);
  }

  static int moved(ssize_t bytes, int wait) {
    if (bytes >= 0) return static_cast<int>(bytes);
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? wait : MBEDTLS_ERR_SSL_CONN_EOF;
  }
};

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, int socket)
    : state_(std::make_unique<State>(std::move(context), socket)) {
  check(mbedtls_ssl_setup(&state_->session, &state_->context->state_->settings), "no TLS session");
  mbedtls_ssl_set_bio(&state_->session, state_.get(), State::send, State::receive, nullptr);
}

TlsSession::~TlsSession() = default;

TlsStatus TlsSession::to_status(int code) {
  if (code == 0) return TlsStatus::done;
  if (code == MBEDTLS_ERR_SSL_WANT_READ) return TlsStatus::want_read;
  if (code == MBEDTLS_ERR_SSL_WANT_WRITE) return TlsStatus::want_write;
  state_->broken = true;
  return TlsStatus::broken;
}

TlsStatus TlsSession::handshake() {
  if (state_->broken) return TlsStatus::broken;
  return to_status(mbedtls_ssl_handshake(&state_->session));
}

TlsSession::TlsIo TlsSession::receive(char* to, std::size_t room) {
  if (state_->broken) return {TlsStatus::broken};
  const int got = mbedtls_ssl_read(&state_->session, reinterpret_cast<unsigned char*>(to), room);
  if (got > 0) return {TlsStatus::done, static_cast<std::size_t>(got)};
  // A peer that has stopped sending may still read, if only a close_notify.
  const bool ended = got == 0 || got == MBEDTLS_ERR_SSL_CONN_EOF || got == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY;
  return {ended ? TlsStatus::broken : to_status(got)};
}

std::size_t TlsSession::pending() const {
  return state_->broken ? 0 : mbedtls_ssl_get_bytes_avail(&state_->session);
}

TlsSession::TlsIo TlsSession::send(std::string_view bytes, bool more) {
  if (state_->broken) return {TlsStatus::broken};
  state_->more = more;
  const int sent =
      mbedtls_ssl_write(&state_->session, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (sent >= 0) return {TlsStatus::done, static_cast<std::size_t>(sent)};
  return {to_status(sent)};
}

void TlsSession::close() {
  if (state_->broken || mbedtls_ssl_is_handshake_over(&state_->session) == 0) return;
  state_->more = false;
  mbedtls_ssl_close_notify(&state_->session);
  state_->broken = true;
}

}  // namespace crypto
