#include "smtp/tls/session_settings.hh"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "base/strings.hh"
#include "smtp/tls/ssl_options.hh"

namespace sendwright::smtp::tls {
namespace {

using base::Result;

Result<void> set_flags(std::string_view letters, SessionSettings& settings) {
  for (const char letter : letters) {
    switch (letter) {
      case 'R': settings.requires_crl = true; break;
      case 'C': settings.falls_back_to_clear = true; break;
      case 'c': settings.falls_back_to_clear = false; break;
      case 'd': settings.uses_dane = false; break;
      default:
        return base::permanent("unknown TLS flag " + base::printable({&letter, 1}));
    }
  }
  return {};
}

Result<void> set_one(std::string_view key, std::string_view value, SessionSettings& settings) {
  const auto is = [key](std::string_view name) { return base::equals_ignoring_case(key, name); };
  if (is("CertFile")) {
    settings.cert_file = value;
  } else if (is("KeyFile")) {
    settings.key_file = value;
  } else if (is("CipherList")) {
    settings.cipher_list = value;
  } else if (is("CipherSuites")) {
    settings.cipher_suites = value;
  } else if (is("Options")) {
    settings.ssl_options.emplace_back(value);
  } else if (is("servername")) {
    settings.server_name = value;
  } else if (is("sts")) {
    if (!base::equals_ignoring_case(value, "secure")) {
      return base::permanent("unknown TLS setting sts=" + base::printable(value));
    }
    settings.wants_certified_name = true;
  } else if (is("Flags")) {
    return set_flags(value, settings);
  } else {
    return base::permanent(
        "unknown TLS setting " + base::printable(key) +
        ", expected CertFile, KeyFile, CipherList, CipherSuites, Options, Flags, sts or servername");
  }
  return {};
}

Result<void> use_certificate(SSL* ssl, Role role, const SessionSettings& settings) {
  if (settings.cert_file.empty()) return {};
  if (auto checked =
          check_key_file(role, settings.key_file, settings.allows_group_readable_key);
      !checked) {
    return checked;
  }
  if (SSL_use_certificate_chain_file(ssl, settings.cert_file.c_str()) != 1) {
    return tls_failure(role,
                       "certificate file " + settings.cert_file + " unusable: " + last_error());
  }
  if (SSL_use_PrivateKey_file(ssl, settings.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return tls_failure(role, "key file " + settings.key_file + " unusable: " + last_error());
  }
  return {};
}

Result<void> use_ciphers(SSL* ssl, Role role, const SessionSettings& settings) {
  if (!settings.cipher_list.empty() &&
      SSL_set_cipher_list(ssl, settings.cipher_list.c_str()) != 1) {
    return tls_failure(role, "CipherList " + base::printable(settings.cipher_list) +
                                 " unusable: " + last_error());
  }
  if (!settings.cipher_suites.empty() &&
      SSL_set_ciphersuites(ssl, settings.cipher_suites.c_str()) != 1) {
    return tls_failure(role, "CipherSuites " + base::printable(settings.cipher_suites) +
                                 " unusable: " + last_error());
  }
  return {};
}

}  // namespace

Result<SessionSettings> parse_session_settings(std::string_view text) {
  SessionSettings settings;
  for (const std::string_view each : base::split(text, ';')) {
    const std::string_view setting = base::trim(each);
    if (setting.empty()) continue;
    const std::size_t equals = setting.find('=');
    if (equals == setting.npos) {
      return base::permanent("TLS setting " + base::printable(setting) +
                             " is not of the form Key=value");
    }
    const auto set = set_one(base::trim(setting.substr(0, equals)),
                             base::trim(setting.substr(equals + 1)), settings);
    if (!set) return std::unexpected(set.error());
  }
  if (settings.cert_file.empty() != settings.key_file.empty()) {
    return base::permanent("TLS settings CertFile and KeyFile need each other");
  }
  return settings;
}

Result<void> apply_session_settings(SSL* ssl, Role role, const SessionSettings& settings) {
  const auto bits = parse_ssl_options(role, settings.ssl_options);
  if (!bits) return std::unexpected(bits.error());
  SSL_set_options(ssl, bits->set);
  SSL_clear_options(ssl, bits->cleared);
  if (auto used = use_certificate(ssl, role, settings); !used) return used;
  if (auto used = use_ciphers(ssl, role, settings); !used) return used;
  if (settings.requires_crl) {
    X509_VERIFY_PARAM_set_flags(SSL_get0_param(ssl),
                                X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  }
  // The context's callback stays: a failed verification is for the rules to judge.
  if (settings.asks_for_certificate) {
    SSL_set_verify(ssl, *settings.asks_for_certificate ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                   nullptr);
  }
  return {};
}

}  // namespace sendwright::smtp::tls
