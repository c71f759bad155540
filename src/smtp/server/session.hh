// One SMTP session: moves octets between a stream and the protocol engine, asks the policy, collects
// messages into the queue. Reads top to bottom; whatever waits suspends this session only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/log.hh"
#include "smtp/server/engine.hh"
#include "smtp/server/offer.hh"
#include "smtp/server/services.hh"
#include "smtp/server/transaction.hh"
#include "smtp/tls/stream.hh"

namespace sendwright::smtp::server {

// Whose session it is.
struct SessionSetup {
  ClientIdentity client;
  config::PortOptions port;  // the daemon's line; for standard input, defaults
  SocketAddress own;
  bool is_stdio = false;     // sendmail -bs: no check_relay
};

class Session {
 public:
  Session(Services& services, tls::Stream& stream, base::Waiter& waiter, SessionSetup setup);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Until the client quits, is gone, or is sent away. Throws only when resources end.
  void run();

 private:
  // --- the beginning
  [[nodiscard]] bool open();  // false: the session is over
  void greet();
  [[nodiscard]] bool talks_before_greeting();
  void apply_features();
  void set_protocol_macro();

  // --- the dialogue
  [[nodiscard]] bool flush();
  [[nodiscard]] bool read_more();
  void note_lost(const tls::StreamError& error);
  void finish(bool is_quit);

  void handle(const NeedInput&) {}
  void handle(const HelloEvent& event);
  void handle(MailEvent& event);
  void handle(RcptEvent& event);
  void handle(const DataEvent& event);
  void handle(const BodyEvent& event);
  void handle(const BodyEndEvent& event);
  void handle(const ResetEvent& event);
  void handle(const VerifyEvent& event);
  void handle(const EtrnEvent& event);
  void handle(const HelpEvent& event);
  void handle(const OtherEvent& event);
  void handle(const StartTlsEvent& event);
  void handle(const AuthEvent& event);
  void handle(const AuthResponseEvent& event);
  void handle(const AuthAbortEvent& event);
  void handle(const PauseEvent& event);
  void handle(const LogEvent& event);
  void handle(const CloseEvent& event);

  // --- messages (session_mail.cc)
  [[nodiscard]] std::optional<Reply> begin_transaction(long declared_size);
  void judge_header();
  void keep_body();
  void note_8bit_body();
  void reject_message(Reply reply);
  [[nodiscard]] Reply accept_message();
  [[nodiscard]] bool apply(const Verdict& verdict, std::string_view ruleset, std::string_view argument);
  void log_sender(size_t size_octets);
  void end_transaction();

  // --- security (session_security.cc)
  [[nodiscard]] bool prepare_tls();
  [[nodiscard]] bool start_tls();
  void finish_auth_step(const sasl::Step& step);
  void log_auth_failure(const sasl::Step& step);
  [[nodiscard]] sasl::Terms sasl_terms() const;
  [[nodiscard]] std::string auth_mechanisms();

  void log(int level, base::LogPriority priority, std::string_view text) const;
  [[nodiscard]] const config::Options& options() const { return services_.configuration.options; }
  [[nodiscard]] std::string daemon_name() const;
  [[nodiscard]] Means means() const {
    return {.has_tls = services_.tls != nullptr, .has_auth = services_.sasl != nullptr};
  }

  Services& services_;
  tls::Stream& stream_;
  base::Waiter& waiter_;
  SessionSetup setup_;
  SessionMacros macros_;
  std::unique_ptr<Policy> policy_;
  std::optional<Engine> engine_;
  std::unique_ptr<Transaction> transaction_;
  std::unique_ptr<sasl::Exchange> exchange_;
  std::string auth_mechanism_;
  std::optional<Verdict> connection_verdict_;  // discard or quarantine for every message
  bool is_over_ = false;
  bool is_lost_ = false;
};

}  // namespace sendwright::smtp::server
