// Which rule let a stranger's mail through: the rule that returned from a check and without which
// the checks would have refused it. Found by trying: the checks are run again without the rule.
#pragma once

#include <string>

#include "rules/lint/relay_session.hh"

namespace sendwright::rules::lint {

struct RelayCause {
  config::SourceLine where;  // line 0: no rule stands out, nothing refuses
  std::string rule;          // `R$+ < @ $=R >  $@ RELAY`
  std::string ruleset;
  // What the rule went by: `class R has "com"`, `map access has "RELAY" for "connect:8"`.
  std::string evidence;
};

// `attempt` is one that was accepted by `engine`.
[[nodiscard]] RelayCause find_relay_cause(const Engine& engine, const RelayAttempt& attempt);

}  // namespace sendwright::rules::lint
