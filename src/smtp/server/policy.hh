// What a site decides about a session: the server asks at each step, a Policy answers. The real one
// (RulesetPolicy) asks the rulesets; mail filters will stand beside it behind the same interface.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "message/header.hh"
#include "queue/envelope.hh"
#include "smtp/parameters.hh"
#include "smtp/reply.hh"
#include "smtp/server/engine.hh"

namespace sendwright::smtp::server {

struct Verdict {
  enum class Kind { kAccept, kReject, kDiscard, kQuarantine };
  Kind kind = Kind::kAccept;
  Reply reply;         // kReject
  std::string reason;  // kQuarantine
  bool is_about_address = false;  // kReject: no ruleset's, but the address itself does not work

  [[nodiscard]] bool is_rejection() const { return kind == Kind::kReject; }
  [[nodiscard]] static Verdict accept() { return {}; }
  // The address does not parse, or nobody lives there.
  [[nodiscard]] static Verdict refuse_address(Reply reply) {
    return {Kind::kReject, std::move(reply), {}, true};
  }
  [[nodiscard]] static Verdict reject(Reply reply) {
    return {Kind::kReject, std::move(reply), {}, false};
  }
};

// A sender that was accepted.
struct SenderVerdict : Verdict {
  std::string sender;  // without brackets and comments; empty is `<>`
};

// A recipient that was accepted.
struct RecipientVerdict : Verdict {
  std::string address;    // as the queue has it: without brackets and comments
  std::string same_as;    // equal for recipients that are one and the same delivery
  bool will_queue = false;  // a map failed for now: `Recipient ok (will queue)`
};

// One for each session, used by it alone; may suspend it. Macros are in the SessionMacros that it was
// made with; the session keeps them up to date.
class Policy {
 public:
  virtual ~Policy() = default;

  // How long to wait for clients that talk before the greeting (greet_pause); zero: not at all.
  [[nodiscard]] virtual std::chrono::milliseconds greeting_pause() = 0;
  // check_relay.
  [[nodiscard]] virtual Verdict connect() = 0;
  // srv_features: changes what is offered. A rejection refuses all commands (`temp`).
  [[nodiscard]] virtual Verdict adjust(Features& features) = 0;
  // tls_srv_features: settings of this session (tls::parse_session_settings), empty for none. An
  // error: no TLS now.
  [[nodiscard]] virtual base::Result<std::string> tls_settings() = 0;
  // check_other: a command line without a ruleset of its own, and the reply that it would get.
  [[nodiscard]] virtual Verdict other(std::string_view line, const Reply& reply) = 0;
  // tls_client after the handshake. The names are those of the client's certificate.
  [[nodiscard]] virtual Verdict tls_started(std::span<const std::string> certified_names) = 0;
  // check_mail, the address itself; trust_auth for AUTH=, which it may empty.
  [[nodiscard]] virtual SenderVerdict mail(MailCommand& command) = 0;
  // check_rcpt, the address itself, whether the user exists. `is_discarded`: the message already is.
  [[nodiscard]] virtual RecipientVerdict recipient(const RcptCommand& command,
                                                   bool is_discarded) = 0;
  // check_data.
  [[nodiscard]] virtual Verdict data(long recipients) = 0;
  // The H lines with rulesets.
  [[nodiscard]] virtual Verdict header(const message::HeaderField& field) = 0;
  // check_eoh, check_eom.
  [[nodiscard]] virtual Verdict end_of_header(size_t count, size_t octets) = 0;
  [[nodiscard]] virtual Verdict end_of_message(size_t octets) = 0;
  // bcc: adds recipients of copies. A rejection: the message must not be taken without them.
  [[nodiscard]] virtual Verdict add_copies(queue::Envelope& envelope) = 0;
  // VRFY and EXPN; ETRN.
  [[nodiscard]] virtual Reply verify(std::string_view argument, bool expands) = 0;
  [[nodiscard]] virtual Reply etrn(std::string_view argument) = 0;
};

}  // namespace sendwright::smtp::server
