#include "smtp/tls/facts.hh"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/strings.hh"

namespace sendwright::smtp::tls {
namespace {

constexpr size_t kMaxCommonNameOctets = 256;
// A certificate may name a thousand hosts; that more count helps nobody.
constexpr int kMaxAlternativeNames = 1000;
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

// `/C=DE/O=Example/CN=host`.
std::string distinguished_name(const X509_NAME* name) {
  const std::unique_ptr<char, void (*)(char*)> text(X509_NAME_oneline(name, nullptr, 0),
                                                    [](char* each) { OPENSSL_free(each); });
  return text ? encode_for_macro(text.get()) : std::string();
}

std::string common_name(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(const_cast<X509_NAME*>(name), NID_commonName, -1);
  if (index < 0) return {};
  unsigned char* octets = nullptr;
  const int size = ASN1_STRING_to_UTF8(&octets, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  if (size < 0) return "BadCertificateUnknown";
  const std::string text(reinterpret_cast<const char*>(octets), static_cast<size_t>(size));
  OPENSSL_free(octets);
  if (text.find('\0') != std::string::npos) return "BadCertificateContainsNUL";
  if (text.size() > kMaxCommonNameOctets) return "BadCertificateTooLong";
  return encode_for_macro(text);
}

std::vector<std::string> alternative_names(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  std::vector<std::string> found;
  const int count = names ? std::min(sk_GENERAL_NAME_num(names.get()), kMaxAlternativeNames) : 0;
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const ASN1_IA5STRING* const octets = name->d.dNSName;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
                                static_cast<size_t>(ASN1_STRING_length(octets)));
    if (text.empty() || text.size() > kMaxCommonNameOctets || text.contains('\0')) continue;
    found.push_back(encode_for_macro(text));
  }
  return found;
}

std::string fingerprint(const X509* certificate, const std::string& digest) {
  const EVP_MD* const algorithm = EVP_get_digestbyname(digest.empty() ? "md5" : digest.c_str());
  std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
  unsigned size = 0;
  if (algorithm == nullptr || X509_digest(certificate, algorithm, octets.data(), &size) != 1) return {};
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kHexDigits[octets[i] >> 4];
    text += kHexDigits[octets[i] & 15];
  }
  return text;
}

}  // namespace

std::string encode_for_macro(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet > 0x20 && octet < 0x7f && std::string_view("\\<>()\"+").find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += '+';
      out += kHexDigits[octet >> 4];
      out += kHexDigits[octet & 15];
    }
  }
  return out;
}

bool is_certified_for(SSL* ssl, const std::string& host) {
  const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(ssl), X509_free);
  if (!certificate || host.empty() || SSL_get_verify_result(ssl) != X509_V_OK) return false;
  constexpr unsigned kHow = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  return X509_check_host(certificate.get(), host.data(), host.size(), kHow, nullptr) == 1;
}

Facts gather_facts(SSL* ssl, bool did_ask, const std::string& digest) {
  Facts facts;
  facts.version = SSL_get_version(ssl);
  if (const SSL_CIPHER* const cipher = SSL_get_current_cipher(ssl)) {
    facts.cipher = SSL_CIPHER_get_name(cipher);
    facts.cipher_bits = SSL_CIPHER_get_bits(cipher, &facts.algorithm_bits);
  }
  const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(ssl), X509_free);
  const long verdict = SSL_get_verify_result(ssl);
  facts.verify_message = X509_verify_cert_error_string(verdict);
  if (!certificate) {
    facts.verify = did_ask ? "NO" : "NOT";
    return facts;
  }
  facts.verify = verdict == X509_V_OK ? "OK" : "FAIL";
  const X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const X509_NAME* const issuer = X509_get_issuer_name(certificate.get());
  facts.cert_subject = distinguished_name(subject);
  facts.cert_issuer = distinguished_name(issuer);
  facts.cn_subject = common_name(subject);
  facts.cn_issuer = common_name(issuer);
  facts.alternative_names = alternative_names(certificate.get());
  facts.cert_fingerprint = fingerprint(certificate.get(), digest);
  return facts;
}

}  // namespace sendwright::smtp::tls
