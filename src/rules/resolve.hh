// An address becomes a mailer, host and user (rulesets 3 and 0); an address is written as a mailer
// wants it (rulesets 3, 1 or 2, the mailer's own, 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/mailer.hh"
#include "rules/engine.hh"
#include "rules/hooks.hh"

namespace sendwright::rules {

enum class Direction { kSender, kRecipient };
enum class Part { kEnvelope, kHeader };

struct Resolution {
  const config::Mailer* mailer = nullptr;  // nullptr: see `error`
  std::string host;                        // `$@` part, case lowered unless F=h
  std::string user;                        // `$u`: case lowered unless F=u
  std::string address;                     // the address as typed, comments removed
  std::string queue_group;                 // what ruleset queuegroup named; empty: the mailer's
  std::optional<ReplyError> error;         // `$#error`, or it did not parse
  bool is_parsed = false;                  // false: not an address at all, no ruleset was called
  bool is_deferred = false;                // a map failed temporarily: queue and try again
  std::vector<std::string> messages;       // complaints that were repaired (`Unbalanced '<'`)

  [[nodiscard]] bool is_ok() const { return mailer != nullptr && !error; }
};

// Resolves an address. `direction` only chooses which rulesets finish the user part (1 or 2).
[[nodiscard]] Resolution resolve_address(const Engine& engine, std::string_view text,
                                         Direction direction, Evaluation& evaluation);
[[nodiscard]] inline Resolution resolve_recipient(const Engine& engine, std::string_view text,
                                                  Evaluation& evaluation) {
  return resolve_address(engine, text, Direction::kRecipient, evaluation);
}

struct RewrittenAddress {
  std::string text;
  base::ExitCode status = base::ExitCode::kOk;
  std::vector<std::string> messages;
};

// Writes an address for a mailer. A header address keeps its phrase and comments. With F=C of the
// sender's mailer, `sender_domain` (`@dom`, may be empty) is appended to header addresses without
// a domain.
[[nodiscard]] RewrittenAddress rewrite_for_mailer(const Engine& engine, std::string_view address,
                                                  const config::Mailer& mailer, Direction direction,
                                                  Part part, Evaluation& evaluation,
                                                  std::string_view sender_domain = {});

}  // namespace sendwright::rules
