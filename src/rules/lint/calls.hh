// Which rule calls which ruleset. In: compiled rulesets. Out: the call sites of all rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

struct CallSite {
  int caller = 0;  // ruleset number
  const Rule* rule = nullptr;
  std::size_t rule_index = 0;
  std::string callee;       // as written, without quotes; empty: computed (`$>$1`, `$>$&m`)
  bool passes_all = false;  // the argument is the whole workspace, unchanged
};

[[nodiscard]] std::vector<CallSite> calls_of(const Program& program);

// The text of a token without the quotes it may have.
[[nodiscard]] std::string_view unquoted(std::string_view text);

}  // namespace sendwright::rules::lint
