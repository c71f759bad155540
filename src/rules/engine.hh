// The rule engine: a Configuration's rulesets compiled, and run on workspaces.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "base/sysexits.hh"
#include "config/configuration.hh"
#include "rules/evaluation.hh"
#include "rules/map.hh"

namespace sendwright::rules {

class Program;

using RulesetId = int;  // the ruleset's number

// How a rewrite ended: kOk, kTemporaryFailure (a map could not be asked: defer), kConfiguration or
// kDataError (the workspace outgrew its limits).
struct RewriteResult {
  base::ExitCode status = base::ExitCode::kOk;
  [[nodiscard]] bool is_ok() const { return status == base::ExitCode::kOk; }
};

// Compiles each ruleset when it is first used. Usable from any number of sessions and threads at
// once. Configuration and map directory must live longer; TokenLists that were rewritten hold
// pieces of the program's text, so it must outlive them too.
class Engine {
 public:
  Engine(const config::Configuration& configuration, MapDirectory& maps);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Compiles what has not been compiled yet, so that processes that are forked share it.
  void compile_all() const;
  // A ruleset that has been defined, by name or number.
  [[nodiscard]] std::optional<RulesetId> find(std::string_view name) const;
  // Rewrites the workspace in place. Calls, maps and limits as sendmail has them.
  RewriteResult rewrite(RulesetId ruleset, address::TokenList& workspace,
                        Evaluation& evaluation) const;
  // Compiled form, one line a rule, for debugging.
  [[nodiscard]] std::string dump(RulesetId ruleset) const;
  // Rules as `=S` of the address test mode prints them, one line each.
  [[nodiscard]] std::string source(RulesetId ruleset) const;

  [[nodiscard]] const config::Configuration& configuration() const { return configuration_; }
  [[nodiscard]] MapDirectory& maps() const { return maps_; }

 private:
  const config::Configuration& configuration_;
  MapDirectory& maps_;
  std::unique_ptr<const Program> program_;
};

}  // namespace sendwright::rules
