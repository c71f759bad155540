// The server's side of a session that is acted out: the protocol engine with the policy behind it.
// In: command lines. Out: replies.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "message/header_parser.hh"
#include "rules/hook_table.hh"
#include "smtp/server/engine.hh"
#include "smtp/server/offer.hh"
#include "smtp/server/policy.hh"
#include "smtp/server/session_macros.hh"

namespace sendwright::modes {

class RehearsalDialogue {
 public:
  // All must live longer. The macros of client and daemon are set already.
  RehearsalDialogue(const config::Configuration& configuration, const config::PortOptions& port,
                    const smtp::server::ClientIdentity& client, smtp::server::SessionMacros& macros,
                    smtp::server::Policy& policy);

  // What the server says when the client has connected.
  [[nodiscard]] std::string connect();
  // A command's reply, without the last line end; several lines as they come.
  [[nodiscard]] std::string say(std::string_view line);
  // The handshake is done with this result; what tls_client says shows in later replies.
  void start_tls(std::string_view verify);
  // AUTH has succeeded for this user.
  void authenticate(const std::string& user);
  // What rulesets said that no reply shows (a message discarded, settings of TLS); empties the list.
  [[nodiscard]] std::vector<std::string> take_notes() { return std::exchange(notes_, {}); }
  // How long greet_pause has the client wait.
  [[nodiscard]] std::chrono::milliseconds pause() const { return pause_; }
  [[nodiscard]] bool is_over() const { return is_over_; }

 private:
  using Verdict = smtp::server::Verdict;

  template <typename Event>
  void handle(const Event&) {}  // those that a rehearsal does not bring about
  void handle(const smtp::server::HelloEvent& event);
  void handle(smtp::server::MailEvent& event);
  void handle(smtp::server::RcptEvent& event);
  void handle(const smtp::server::DataEvent& event);
  void handle(const smtp::server::BodyEvent& event);
  void handle(const smtp::server::BodyEndEvent& event);
  void handle(const smtp::server::CloseEvent& event);
  void apply_features();
  void set_protocol();
  [[nodiscard]] std::optional<smtp::server::Verdict> judge_message();
  [[nodiscard]] std::string output();
  void note(std::string_view source, const Verdict& verdict);
  // Notes what is to become of the message. True: the command is refused.
  [[nodiscard]] bool is_refused(rules::Hook hook, const Verdict& verdict);

  const config::Configuration& configuration_;
  const config::PortOptions& port_;
  const smtp::server::ClientIdentity& client_;
  smtp::server::SessionMacros& macros_;
  smtp::server::Policy& policy_;
  smtp::server::Engine engine_;
  std::optional<message::HeaderParser> header_;
  std::size_t size_octets_ = 0;
  std::chrono::milliseconds pause_{};
  std::vector<std::string> notes_;
  bool is_discarded_ = false;
  bool is_over_ = false;
};

}  // namespace sendwright::modes
