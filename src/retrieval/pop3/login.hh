// POP3 before login, on sockets: runs without any rights. An authenticated connection is handed over
// to a session process (session.hh) that has the user's rights.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/coroutine.hh"
#include "base/result.hh"
#include "base/unique_fd.hh"
#include "smtp/sasl/client.hh"
#include "smtp/tls/context.hh"

namespace sendwright::retrieval::pop3 {

// What logins need; one for each process.
struct LoginServices {
  smtp::sasl::Client& auth;
  smtp::sasl::Terms terms;         // of a session without TLS; the service is set to `pop` here
  std::string allowed_mechanisms;  // option AuthMechanisms, blank separated; empty: all
  std::shared_ptr<const smtp::tls::Context> tls_context;  // nullptr: no STLS
  std::string host_name;           // $j
};

// Who has logged in. With TLS, `connection` is one end of a socket pair: the login process passes the
// octets on; without, it is the client's socket itself.
struct Login {
  std::string user;
  base::UniqueFd connection;
  std::string pending_octets;  // what the client has sent behind its login
};

// Gets a login to the process that starts sessions. An error is told to the client.
using HandOver = std::function<base::Result<void>(Login login)>;

// Serves one client from greeting to login, and with TLS to the end of its session.
// `remote_address` (`192.0.2.1`) is for the log.
void serve_login(base::UniqueFd socket, const std::string& remote_address,
                 const LoginServices& services, const HandOver& hand_over,
                 base::CoroutineWaiter& waiter);

}  // namespace sendwright::retrieval::pop3
