// SPDX-License-Identifier: MIT
#include "crypto/certificate.h"

#include <arpa/inet.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform_util.h>

#include <array>
#include <chrono>
#include <list>

#include "base/clock.h"
#include "base/ids.h"
#include "base/text/text.h"
#include "crypto/crl.h"
#include "crypto/der.h"
#include "crypto/hash.h"
#include "crypto/mbedtls_handles.h"
#include "crypto/mbedtls_init.h"
#include "crypto/name_constraints.h"

namespace crypto {
namespace {

constexpr std::size_t max_pem_bytes = 16 * 1024;
constexpr std::size_t serial_bytes = 16;

struct Draft {
  mbedtls_x509write_cert context{};
  Draft() { mbedtls_x509write_crt_init(&context); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() { mbedtls_x509write_crt_free(&context); }
};

template <std::size_t Size>
unsigned char* raw(std::array<char, Size>& room) {
  return reinterpret_cast<unsigned char*>(room.data());
}

unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* raw(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// "20260125100000", made from the ISO text of the clock.
std::string asn1_time(std::int64_t at) {
  std::string text = base::iso_time(at);
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  return text;
}

std::int64_t seconds_of(const mbedtls_x509_time& time) {
  using namespace std::chrono;
  const year_month_day date(year(time.year), month(static_cast<unsigned>(time.mon)),
                            day(static_cast<unsigned>(time.day)));
  return (sys_days(date).time_since_epoch() + hours(time.hour) + minutes(time.min) + seconds(time.sec)) /
         seconds(1);
}

void make_key(PrivateKey& key) {
  check(mbedtls_pk_setup(&key.context, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)), "no new key");
  check(mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key.context), mbedtls_rng, nullptr),
        "no new key");
}

std::string text_of(const PrivateKey& key) {
  std::array<char, max_pem_bytes> room{};
  check(mbedtls_pk_write_key_pem(&key.context, raw(room), room.size()), "the key cannot be written");
  std::string text = room.data();
  mbedtls_platform_zeroize(room.data(), room.size());
  return text;
}

void set_key_ids(Draft& draft, const mbedtls_pk_context& own, const mbedtls_pk_context& issuers) {
  const std::string subject = std::string("\x04\x14", 2) + key_id(own);
  const std::string issuer = std::string("\x30\x16\x80\x14", 4) + key_id(issuers);
  check(mbedtls_x509write_crt_set_extension(&draft.context, MBEDTLS_OID_SUBJECT_KEY_IDENTIFIER,
                                            MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_KEY_IDENTIFIER), 0,
                                            raw(subject), subject.size()),
        "no certificate");
  check(mbedtls_x509write_crt_set_extension(&draft.context, MBEDTLS_OID_AUTHORITY_KEY_IDENTIFIER,
                                            MBEDTLS_OID_SIZE(MBEDTLS_OID_AUTHORITY_KEY_IDENTIFIER), 0,
                                            raw(issuer), issuer.size()),
        "no certificate");
}

void set_basics(Draft& draft, Validity validity) {
  mbedtls_x509write_crt_set_version(&draft.context, MBEDTLS_X509_CRT_VERSION_3);
  mbedtls_x509write_crt_set_md_alg(&draft.context, MBEDTLS_MD_SHA256);
  std::string serial = base::random_bytes(serial_bytes);
  serial[0] = static_cast<char>((serial[0] & 0x3f) | 0x40);  // positive, and of full length
  check(mbedtls_x509write_crt_set_serial_raw(&draft.context, raw(serial), serial.size()), "no certificate");
  check(mbedtls_x509write_crt_set_validity(&draft.context, asn1_time(validity.from).c_str(),
                                           asn1_time(validity.until).c_str()),
        "no certificate");
}

std::string written(Draft& draft) {
  std::array<char, max_pem_bytes> room{};
  check(mbedtls_x509write_crt_pem(&draft.context, raw(room), room.size(), mbedtls_rng, nullptr),
        "no certificate");
  return room.data();
}

std::string unpacked(const mbedtls_x509_buf& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.len == 4 ? AF_INET : AF_INET6, address.p, text.data(), text.size());
  return text.data();
}

// The list points into the texts, so both must live until the names are written. mbedTLS writes the list back
// to front, so the name added last is at its front.
struct Names {
  std::list<std::string> texts;
  std::list<mbedtls_x509_san_list> list;

  void add(int type, std::string text) {
    texts.push_back(std::move(text));
    mbedtls_x509_san_list* const before = list.empty() ? nullptr : &list.front();
    mbedtls_x509_san_list& added = list.emplace_front();
    added.node.type = type;
    added.node.san.unstructured_name = {type, texts.back().size(), raw(texts.back())};
    added.next = before;
  }
};

void set_hosts(Draft& draft, const std::vector<std::string>& hosts) {
  Names names;
  for (const std::string& host : hosts) {
    if (packed_address(host).empty()) names.add(MBEDTLS_X509_SAN_DNS_NAME, host);
  }
  for (const std::string& host : hosts) {
    if (std::string address = packed_address(host); !address.empty())
      names.add(MBEDTLS_X509_SAN_IP_ADDRESS, std::move(address));
  }
  check(mbedtls_x509write_crt_set_subject_alternative_name(&draft.context, &names.list.front()),
        "no certificate");
}

void set_use(Draft& draft) {
  std::string server_auth(MBEDTLS_OID_SERVER_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH));
  mbedtls_asn1_sequence uses{};
  uses.buf = {MBEDTLS_ASN1_OID, server_auth.size(), raw(server_auth)};
  check(mbedtls_x509write_crt_set_basic_constraints(&draft.context, 0, -1), "no certificate");
  check(mbedtls_x509write_crt_set_key_usage(&draft.context, MBEDTLS_X509_KU_DIGITAL_SIGNATURE),
        "no certificate");
  check(mbedtls_x509write_crt_set_ext_key_usage(&draft.context, &uses), "no certificate");
}

void set_lists(Draft& draft, const std::vector<std::string>& lists) {
  if (lists.empty()) return;
  const std::string point = crl_distribution_points(lists);
  check(mbedtls_x509write_crt_set_extension(&draft.context, MBEDTLS_OID_CRL_DISTRIBUTION_POINTS,
                                            MBEDTLS_OID_SIZE(MBEDTLS_OID_CRL_DISTRIBUTION_POINTS), 0,
                                            raw(point), point.size()),
        "no certificate");
}

std::string name_of(const mbedtls_x509_name& name) {
  std::array<char, 512> room{};
  const int length = mbedtls_x509_dn_gets(room.data(), room.size(), &name);
  return length < 0 ? "" : room.data();
}

void set_constraints(Draft& draft, const std::vector<std::string>& permitted) {
  constexpr int critical = 1;
  const std::string constraints = name_constraints(permitted);
  check(mbedtls_x509write_crt_set_extension(&draft.context, MBEDTLS_OID_NAME_CONSTRAINTS,
                                            MBEDTLS_OID_SIZE(MBEDTLS_OID_NAME_CONSTRAINTS), critical,
                                            raw(constraints), constraints.size()),
        "no authority");
}

CertifiedKey self_signed(const std::string& subject, PrivateKey& key, Validity validity,
                         const std::vector<std::string>& permitted) {
  Draft draft;
  set_basics(draft, validity);
  check(mbedtls_x509write_crt_set_subject_name(&draft.context, subject.c_str()), "no authority");
  check(mbedtls_x509write_crt_set_issuer_name(&draft.context, subject.c_str()), "no authority");
  mbedtls_x509write_crt_set_subject_key(&draft.context, &key.context);
  mbedtls_x509write_crt_set_issuer_key(&draft.context, &key.context);
  check(mbedtls_x509write_crt_set_basic_constraints(&draft.context, 1, 0), "no authority");
  check(mbedtls_x509write_crt_set_key_usage(&draft.context,
                                            MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN),
        "no authority");
  set_constraints(draft, permitted);
  set_key_ids(draft, key.context, key.context);
  return {written(draft), text_of(key)};
}

}  // namespace

CertifiedKey create_ca(const std::string& name, Validity validity,
                       const std::vector<std::string>& permitted) {
  ensure_initialized();
  PrivateKey key;
  make_key(key);
  return self_signed("O=ExpoBox,CN=" + name, key, validity, permitted);
}

CertifiedKey renew_authority(const CertifiedKey& authority, Validity validity,
                             const std::vector<std::string>& permitted) {
  ensure_initialized();
  CertificateChain former;
  PrivateKey key;
  parse_pem(authority.certificate, former);
  parse_pem(authority.key, key);
  return self_signed(name_of(former.first.subject), key, validity, permitted);
}

CertifiedKey issue_certificate(const CertifiedKey& authority, const std::vector<std::string>& hosts,
                               Validity validity, const std::string& key,
                               const std::vector<std::string>& lists) {
  ensure_initialized();
  CertificateChain above;
  PrivateKey issuer, own;
  parse_pem(authority.certificate, above);
  parse_pem(authority.key, issuer);
  if (key.empty()) {
    make_key(own);
  } else {
    parse_pem(key, own);
  }
  Draft draft;
  set_basics(draft, validity);
  check(mbedtls_x509write_crt_set_subject_name(&draft.context, ("O=ExpoBox,CN=" + hosts.front()).c_str()),
        "no certificate");
  check(mbedtls_x509write_crt_set_issuer_name(&draft.context, name_of(above.first.subject).c_str()),
        "no certificate");
  mbedtls_x509write_crt_set_subject_key(&draft.context, &own.context);
  mbedtls_x509write_crt_set_issuer_key(&draft.context, &issuer.context);
  set_use(draft);
  set_hosts(draft, hosts);
  set_key_ids(draft, own.context, issuer.context);
  set_lists(draft, lists);
  return {written(draft), text_of(own)};
}

CertificateInfo parse_certificate(const std::string& certificate) {
  CertificateChain chain;
  parse_pem(certificate, chain);
  CertificateInfo facts;
  facts.name = name_of(chain.first.subject);
  facts.validity = {seconds_of(chain.first.valid_from), seconds_of(chain.first.valid_to)};
  for (const auto* at = &chain.first.subject_alt_names; at != nullptr && at->buf.p != nullptr;
       at = at->next) {
    const int kind = at->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
    if (kind == MBEDTLS_X509_SAN_DNS_NAME)
      facts.hosts.emplace_back(reinterpret_cast<const char*>(at->buf.p), at->buf.len);
    if (kind == MBEDTLS_X509_SAN_IP_ADDRESS) facts.hosts.push_back(unpacked(at->buf));
  }
  return facts;
}

bool is_issued_by(const std::string& certificate, const std::string& authority) {
  ensure_initialized();
  CertificateChain own, above;
  parse_pem(certificate, own);
  parse_pem(authority, above);
  std::uint32_t flags = 0;
  return mbedtls_x509_crt_verify(&own.first, &above.first, nullptr, nullptr, &flags, nullptr, nullptr) == 0;
}

std::vector<std::string> certificates_in(const std::string& text) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----\n";
  std::vector<std::string> found;
  for (std::size_t from = text.find(begin); from != text.npos; from = text.find(begin, from + 1)) {
    const std::size_t until = text.find(end, from);
    if (until == text.npos) break;
    found.push_back(text.substr(from, until + end.size() - from));
  }
  return found;
}

std::string to_der(const std::string& certificate) {
  CertificateChain chain;
  parse_pem(certificate, chain);
  return {reinterpret_cast<const char*>(chain.first.raw.p), chain.first.raw.len};
}

std::string fingerprint(const std::string& certificate) {
  std::string text;
  for (const char c : base::hex(sha256(to_der(certificate)))) {
    if (text.size() % 3 == 2) text += ':';
    text += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

}  // namespace crypto
