// The session of a stranger, as far as the rules decide it: check_relay, check_mail, check_rcpt,
// and where an accepted recipient would go. Nothing is sent.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "rules/engine.hh"
#include "rules/lint/relay_probe.hh"

namespace sendwright::rules::lint {

struct RelayOutcome {
  enum class Kind {
    kRefused,   // by a check, or there is no way to such a recipient
    kStays,     // accepted, for a mailbox of this host or a host that serves our own addresses
    kPassedOn,  // accepted for another host with the target still in the address: that may relay it
    kRelayed,   // accepted, and goes where the stranger wanted
  };
  Kind kind = Kind::kRefused;
  std::string mailer;  // unless refused
  std::string host;
  std::string user;

  [[nodiscard]] bool is_accepted() const { return kind != Kind::kRefused; }
};

struct RelayAttempt {
  ProbeClient client;
  ProbeSender sender;
  ProbeRecipient recipient;
};

// `trace` follows the checks and may be nullptr.
[[nodiscard]] RelayOutcome attempt_relay(const Engine& engine, const RelayAttempt& attempt,
                                         Trace* trace = nullptr);

}  // namespace sendwright::rules::lint
