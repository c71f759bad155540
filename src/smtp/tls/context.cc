#include "smtp/tls/context.hh"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <csignal>
#include <cstdlib>
#include <utility>

#include "base/strings.hh"
#include "smtp/tls/ssl_options.hh"

namespace sendwright::smtp::tls {
namespace {

using base::Result;

Result<void> set_options(SSL_CTX* context, const ContextSettings& settings) {
  SSL_CTX_set_options(context, SSL_OP_ALL);
  SSL_CTX_clear_options(context, SSL_OP_TLSEXT_PADDING);
  if (settings.role == Role::kClient) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  const auto bits = parse_ssl_options(settings.role, settings.ssl_options);
  if (!bits) return std::unexpected(bits.error());
  SSL_CTX_set_options(context, bits->set);
  SSL_CTX_clear_options(context, bits->cleared);
  return {};
}

Result<void> load_pair(SSL_CTX* context, const std::string& cert, const std::string& key,
                       const ContextSettings& settings) {
  if (auto checked = check_key_file(settings.role, key, settings.allows_group_readable_key);
      !checked) {
    return checked;
  }
  if (SSL_CTX_use_certificate_chain_file(context, cert.c_str()) != 1) {
    return tls_failure(settings.role, "certificate file " + cert + " unusable: " + last_error());
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return tls_failure(settings.role, "key file " + key + " unusable: " + last_error());
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return tls_failure(settings.role, "key file " + key + " does not belong to certificate " + cert);
  }
  return {};
}

Result<void> load_certificates(SSL_CTX* context, const ContextSettings& settings) {
  const auto certs = base::split_words(settings.cert_file, ",");
  const auto keys = base::split_words(settings.key_file, ",");
  if (certs.empty() && settings.role == Role::kClient) return {};
  const std::string option = settings.role == Role::kServer ? "Server" : "Client";
  if (certs.empty()) return tls_failure(settings.role, option + "CertFile missing");
  if (keys.size() != certs.size()) return tls_failure(settings.role, option + "KeyFile missing");
  for (size_t i = 0; i < certs.size(); ++i) {
    auto loaded = load_pair(context, std::string(certs[i]), std::string(keys[i]), settings);
    if (!loaded) return loaded;
  }
  return {};
}

Result<void> load_authorities(SSL_CTX* context, const ContextSettings& settings) {
  const auto name = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
  const char* const file = name(settings.ca_cert_file);
  const char* const path = name(settings.ca_cert_path);
  if ((file != nullptr || path != nullptr) &&
      SSL_CTX_load_verify_locations(context, file, path) != 1) {
    return tls_failure(settings.role, "CACertFile " + settings.ca_cert_file + ", CACertPath " +
                                      settings.ca_cert_path + " unusable: " + last_error());
  }
  if (settings.role == Role::kServer && file != nullptr) {
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(file));
  }
  if (settings.crl_file.empty()) return {};
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, settings.crl_file.c_str(), X509_FILETYPE_PEM) < 1) {
    return tls_failure(settings.role, "CRLFile " + settings.crl_file + " unusable: " + last_error());
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return {};
}

// A failed verification does not end the handshake: {verify} tells the rules, which decide.
int accept_any_certificate(int is_ok, X509_STORE_CTX* store) {
  (void)is_ok;
  (void)store;
  return 1;
}

Result<void> set_diffie_hellman(SSL_CTX* context, const ContextSettings& settings) {
  if (settings.role != Role::kServer || settings.dh_parameters == "none") return {};
  if (!settings.dh_parameters.starts_with('/')) {
    SSL_CTX_set_dh_auto(context, 1);
    return {};
  }
  BIO* const file = BIO_new_file(settings.dh_parameters.c_str(), "r");
  EVP_PKEY* const key = file == nullptr ? nullptr : PEM_read_bio_Parameters(file, nullptr);
  BIO_free(file);
  if (key == nullptr || SSL_CTX_set0_tmp_dh_pkey(context, key) != 1) {
    EVP_PKEY_free(key);
    return tls_failure(settings.role, "DHParameters " + settings.dh_parameters + " unusable: " + last_error());
  }
  return {};
}

Result<void> set_ciphers(SSL_CTX* context, const ContextSettings& settings) {
  if (!settings.cipher_list.empty() &&
      SSL_CTX_set_cipher_list(context, settings.cipher_list.c_str()) != 1) {
    return tls_failure(settings.role, "CipherList " + settings.cipher_list + " unusable: " + last_error());
  }
  if (!settings.cipher_suites.empty() &&
      SSL_CTX_set_ciphersuites(context, settings.cipher_suites.c_str()) != 1) {
    return tls_failure(settings.role,
                   "CipherSuites " + settings.cipher_suites + " unusable: " + last_error());
  }
  return {};
}

// OpenSSL writes to sockets without MSG_NOSIGNAL; a peer that is gone must not end the process.
void ignore_broken_pipes() {
  struct sigaction action {};
  if (::sigaction(SIGPIPE, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) return;
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
}

}  // namespace

std::string last_error() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no further information" : reason;
}

ContextSettings server_settings(const config::Options& options) {
  ContextSettings settings;
  settings.role = Role::kServer;
  settings.cert_file = options.server_cert_file;
  settings.key_file = options.server_key_file;
  settings.ca_cert_file = options.ca_cert_file;
  settings.ca_cert_path = options.ca_cert_path;
  settings.crl_file = options.crl_file;
  settings.cipher_list = options.cipher_list;
  settings.cipher_suites = options.cipher_suites;
  settings.dh_parameters = options.dh_parameters;
  settings.ssl_options = options.server_ssl_options;
  settings.allows_group_readable_key =
      options.dont_blame_sendmail.has(config::Relaxation::kGroupReadableKeyFile);
  settings.requests_client_certificate = options.tls_srv_options.find('V') == std::string::npos;
  return settings;
}

ContextSettings client_settings(const config::Options& options) {
  ContextSettings settings = server_settings(options);
  settings.role = Role::kClient;
  settings.cert_file = options.client_cert_file;
  settings.key_file = options.client_key_file;
  settings.ssl_options = options.client_ssl_options;
  return settings;
}

Result<std::shared_ptr<const Context>> Context::create(const ContextSettings& settings) {
  ignore_broken_pipes();
  const SSL_METHOD* const method =
      settings.role == Role::kServer ? TLS_server_method() : TLS_client_method();
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return tls_failure(settings.role, "no TLS context: " + last_error());
  // Idle sessions give their record buffers back; writes may be taken up with a moved buffer.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>("sendwright"),
                                 10);
  const bool asks = settings.role == Role::kClient || settings.requests_client_certificate;
  SSL_CTX_set_verify(context.get(), asks ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, accept_any_certificate);
  for (const auto step : {set_options, load_certificates, load_authorities, set_ciphers,
                          set_diffie_hellman}) {
    if (auto done = step(context.get(), settings); !done) return std::unexpected(done.error());
  }
  return std::shared_ptr<const Context>(new Context(settings.role, std::move(context)));
}

}  // namespace sendwright::smtp::tls
