// TLS settings of a single session: what rulesets tls_srv_features and tls_clt_features answer, in
// place of what the options say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "smtp/tls/context.hh"

using SSL = struct ssl_st;

namespace sendwright::smtp::tls {

struct SessionSettings {
  std::string cert_file;      // CertFile; only together with a key
  std::string key_file;       // KeyFile
  std::string cipher_list;    // CipherList: up to TLS 1.2
  std::string cipher_suites;  // CipherSuites: TLS 1.3
  std::vector<std::string> ssl_options;  // Options
  bool requires_crl = false;                // Flags=R: a certificate needs a revocation list
  std::optional<bool> falls_back_to_clear;  // Flags=C or c, for clients
  bool uses_dane = true;                    // not with Flags=d
  std::optional<bool> asks_for_certificate;  // server features V, v; else as the context
  // MTA-STS, for clients: `sts=secure` wants a verified certificate for the server's name, which is
  // `servername`. That is what SNI asks for, too; empty or `hostname`: the host that is connected to.
  bool wants_certified_name = false;
  std::string server_name;
  bool allows_group_readable_key = false;   // option DontBlameSendmail
};

// Reads `Key=value;Key=value`; keys in any case. The error names the key.
[[nodiscard]] base::Result<SessionSettings> parse_session_settings(std::string_view text);

// Changes a session that has not begun its handshake.
[[nodiscard]] base::Result<void> apply_session_settings(SSL* ssl, Role role,
                                                        const SessionSettings& settings);

}  // namespace sendwright::smtp::tls
