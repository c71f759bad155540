// What a TLS handshake found out: the values of the TLS macros ({tls_version}, {cipher}, {verify}...).
#pragma once

#include <string>
#include <string_view>
#include <vector>

using SSL = struct ssl_st;

namespace sendwright::smtp::tls {

struct Facts {
  std::string version;         // `TLSv1.3`
  std::string cipher;          // suite
  int cipher_bits = 0;         // effective
  int algorithm_bits = 0;      // of the algorithm's key
  std::string verify = "NONE";  // OK, NO (no certificate), NOT (none asked for), FAIL
  std::string verify_message;  // `ok`, `self-signed certificate`; for the log
  std::string cert_subject;    // distinguished names, encoded for macros
  std::string cert_issuer;
  std::string cn_subject;
  std::string cn_issuer;
  std::vector<std::string> alternative_names;  // DNS names of the certificate, encoded for macros
  std::string cert_fingerprint;  // upper-case hexadecimal with colons
};

// `did_ask`: whether the peer was asked for a certificate at all. `digest` names the fingerprint's
// algorithm (option CertFingerprintAlgorithm; empty: md5).
[[nodiscard]] Facts gather_facts(SSL* ssl, bool did_ask, const std::string& digest = {});

// Whether the peer's certificate was verified and has this host among its alternative names, itself or
// by a wildcard for its first label (RFC 8461 section 4.1).
[[nodiscard]] bool is_certified_for(SSL* ssl, const std::string& host);

// Text of a certificate as macros hold it: `\ < > ( ) " +`, blanks and what is not printable as +XX.
[[nodiscard]] std::string encode_for_macro(std::string_view text);

}  // namespace sendwright::smtp::tls
