// TLS settings of one side: certificates, keys, authorities and protocol options, from the
// configuration's options. One context serves all sessions of a process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hh"
#include "config/options.hh"

using SSL_CTX = struct ssl_ctx_st;

namespace sendwright::smtp::tls {

enum class Role { kServer, kClient };

struct ContextSettings {
  Role role = Role::kServer;
  std::string cert_file;  // `file` or `file1,file2` (two kinds of key); a client may have none
  std::string key_file;
  std::string ca_cert_file;
  std::string ca_cert_path;
  std::string crl_file;
  std::string cipher_list;    // up to TLS 1.2
  std::string cipher_suites;  // TLS 1.3
  std::string dh_parameters;  // DHParameters: `i` and the like choose OpenSSL's own, or a file
  std::vector<std::string> ssl_options;  // SSL_OP_ names or numbers, `-` clears
  bool allows_group_readable_key = false;
  bool requests_client_certificate = true;
};

[[nodiscard]] ContextSettings server_settings(const config::Options& options);
[[nodiscard]] ContextSettings client_settings(const config::Options& options);

// Immutable; may be used by any number of sessions and threads.
class Context {
 public:
  // The error says which file is missing, unsafe or unusable (`STARTTLS=server, ...`).
  [[nodiscard]] static base::Result<std::shared_ptr<const Context>> create(
      const ContextSettings& settings);

  [[nodiscard]] SSL_CTX* get() const { return context_.get(); }
  [[nodiscard]] Role role() const { return role_; }

 private:
  Context(Role role, std::shared_ptr<SSL_CTX> context) : role_(role), context_(std::move(context)) {}

  Role role_;
  std::shared_ptr<SSL_CTX> context_;
};

// The reason of OpenSSL's last error on this thread; empties its list.
[[nodiscard]] std::string last_error();

}  // namespace sendwright::smtp::tls
