// The macros of a session and of its current transaction, as rules, header templates and log lines
// see them (cf-language: macros set by the server).
#pragma once

#include <string>
#include <string_view>

#include "config/configuration.hh"
#include "smtp/parameters.hh"
#include "smtp/sasl/identity.hh"
#include "smtp/server/client_identity.hh"
#include "smtp/tls/facts.hh"

namespace sendwright::smtp::server {

// Two scopes over the configuration's. Texts from outside are cleaned of octets that would be
// metatokens before they become macros. Stays where it is: scopes point to each other.
class SessionMacros {
 public:
  explicit SessionMacros(const config::Configuration& configuration);
  SessionMacros(const SessionMacros&) = delete;
  SessionMacros& operator=(const SessionMacros&) = delete;

  // What rules are evaluated in: the transaction's scope, over the session's.
  [[nodiscard]] config::MacroScope& scope() { return transaction_; }
  // A value with everything in it expanded; "" if undefined.
  [[nodiscard]] std::string get(std::string_view name) const;

  void set_client(const ClientIdentity& client);
  void set_daemon(const config::PortOptions& port, const SocketAddress& own, bool is_compressed);
  // client_rate, client_connections, total_rate.
  void set_load(long client_rate, long client_connections, long total_rate);
  void set_hello(std::string_view name);
  void set_protocol(bool is_extended, bool is_tls, bool is_authenticated);
  // {verify} is NONE before any handshake.
  void set_tls(const tls::Facts& facts, bool has_digest);
  void set_auth(const sasl::Identity& identity);
  // The state after STARTTLS: HELO and AUTH are forgotten.
  void forget_hello_and_auth();

  void begin_transaction(std::string_view queue_id);
  void set_mail(const MailCommand& command, std::string_view sender);
  void set_sender_triple(std::string_view mailer, std::string_view host, std::string_view address);
  void set_recipient_triple(std::string_view mailer, std::string_view host,
                            std::string_view address);
  void set_recipient_counts(long accepted, long bad);
  void end_transaction();

  void set(std::string_view name, std::string_view value);  // for the session
  void set_for_transaction(std::string_view name, std::string_view value);

 private:
  config::MacroScope session_;
  config::MacroScope transaction_;
};

// Sets the clock's macros ($b $d $t {time}, $a as long as no Date: is known).
void set_clock_macros(config::MacroScope& scope);

}  // namespace sendwright::smtp::server
