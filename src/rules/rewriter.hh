// One rewrite: the rules of a ruleset in turn; for each that matches, the replacement is put
// together in the order sendmail has it: `$n` and `$&x`, then maps, then ruleset calls from the
// last to the first. The inside of Engine::rewrite.
//
// rewriter.cc has the rules in turn and the calls, replacement.cc what becomes of a rule that
// matched, lookups.cc the maps.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "address/tokens.hh"
#include "base/sysexits.hh"
#include "rules/engine.hh"
#include "rules/matcher.hh"
#include "rules/program.hh"
#include "rules/scratch.hh"

namespace sendwright::rules {

// Lives as long as one call of Engine::rewrite.
class Rewriter {
 public:
  Rewriter(const Engine& engine, const Program& program, Evaluation& evaluation,
           address::TokenArena& arena)
      : engine_(engine),
        program_(program),
        configuration_(engine.configuration()),
        evaluation_(evaluation),
        scratch_(*evaluation.scratch),
        arena_(arena),
        is_every_rule_traced_(evaluation.trace != nullptr && evaluation.trace->wants_rules()) {}
  ~Rewriter() { evaluation_.counts.work += work_; }
  Rewriter(const Rewriter&) = delete;
  Rewriter& operator=(const Rewriter&) = delete;

  base::ExitCode run(int number, std::vector<address::Token>& workspace, int depth);

 private:
  using Tokens = std::vector<address::Token>;
  using TokenSpan = std::span<const address::Token>;

  struct Outcome {
    base::ExitCode status;
    bool is_broken;  // the rule could not be carried out: the ruleset ends without a result
  };
  // What a replacement holds that is still to be carried out.
  struct Contents {
    bool has_lookup;
    bool has_call;
    void note(TokenSpan tokens);
  };

  void apply_rules(const CompiledRuleset& ruleset, Tokens& workspace, int depth, Outcome& outcome);
  bool apply(const CompiledRuleset& ruleset, std::size_t number, Candidates& candidates,
             Tokens& workspace, int depth, Outcome& outcome);
  bool matches(const Rule& rule, bool is_candidate, TokenSpan tokens, Captures& captures);
  [[nodiscard]] bool has_worked_too_long() const;
  bool is_within_limits(const CompiledRuleset& ruleset, Outcome& outcome);
  base::ExitCode call(Tokens& tokens, Tokens& argument, int depth);
  std::optional<int> callee(const address::Token& name);
  base::ExitCode unknown_ruleset(std::string_view name);

  // replacement.cc
  bool replace(const CompiledRuleset& ruleset, const Rule& rule, const Captures& captures,
               Tokens& workspace, int depth, Outcome& outcome);
  bool refuse_expansion(Outcome& outcome);
  Contents substitute(const Rule& rule, const Captures& captures, TokenSpan workspace, Tokens& out);
  void tell_applying(const CompiledRuleset& ruleset, const Rule& rule, const Captures& captures,
                     TokenSpan workspace);
  void tell_substitution(const ReplacementOp& op, TokenSpan tokens);
  void scan(std::string_view text, Tokens& out);

  // lookups.cc
  base::ExitCode look_up(TokenSpan in, Tokens& out);
  base::ExitCode look_up_one(std::string_view map_name, TokenSpan inside, Tokens& out);
  void split_lookup(TokenSpan inside, TokenSpan& key, TokenSpan& fallback, bool& has_fallback);
  void copy_fallback(TokenSpan fallback, Tokens& out);

  static void merge(base::ExitCode& status, base::ExitCode other) {
    if (other == base::ExitCode::kOk) return;
    if (status == base::ExitCode::kOk || other == base::ExitCode::kTemporaryFailure) status = other;
  }
  [[nodiscard]] bool wants_steps() const {
    return evaluation_.trace != nullptr && evaluation_.trace->wants_steps();
  }
  void report(const std::string& message) {
    if (evaluation_.report) evaluation_.report(message);
  }

  const Engine& engine_;
  const Program& program_;
  const config::Configuration& configuration_;
  Evaluation& evaluation_;
  Scratch& scratch_;
  address::TokenArena& arena_;
  const bool is_every_rule_traced_;
  std::uint64_t work_ = 0;  // see limits.hh
  bool has_reported_limit_ = false;
};

}  // namespace sendwright::rules
