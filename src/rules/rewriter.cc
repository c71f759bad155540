#include "rules/rewriter.hh"

#include "base/strings.hh"
#include "rules/limits.hh"

namespace sendwright::rules {

using address::Meta;
using address::Token;
using address::TokenKind;
using base::ExitCode;

namespace {

// A triple is final: whatever is asked of it returns it.
bool is_triple(std::span<const Token> tokens) {
  return !tokens.empty() && tokens.front().is(Meta::kMailer);
}

}  // namespace

ExitCode Rewriter::run(int number, std::vector<Token>& workspace, int depth) {
  const CompiledRuleset& ruleset = program_.ruleset(number);
  if (evaluation_.trace != nullptr) evaluation_.trace->input(ruleset.name, workspace);
  if (depth > kMaxDepth) {
    if (evaluation_.trace != nullptr) evaluation_.trace->abandoned(ruleset.name);
    report("rewrite: excessive recursion (max 50), ruleset " + ruleset.name);
    return ExitCode::kConfiguration;
  }
  if (has_worked_too_long()) return ExitCode::kConfiguration;
  Outcome outcome{ExitCode::kOk, false};
  if (!is_triple(workspace)) apply_rules(ruleset, workspace, depth, outcome);
  if (evaluation_.trace == nullptr) return outcome.status;
  if (outcome.is_broken) {
    evaluation_.trace->abandoned(ruleset.name);
  } else {
    evaluation_.trace->returns(ruleset.name, workspace);
  }
  return outcome.status;
}

void Rewriter::apply_rules(const CompiledRuleset& ruleset, std::vector<Token>& workspace, int depth,
                           Outcome& outcome) {
  const auto way = is_every_rule_traced_ ? Candidates::Way::kAllRules : Candidates::Way::kFastest;
  Candidates candidates(ruleset, way, scratch_.frame(depth).postings);
  candidates.set_workspace(workspace, 0);
  const std::size_t count = ruleset.rules.size();
  for (std::size_t i = candidates.next(0); i < count; i = candidates.next(i + 1)) {
    if (!apply(ruleset, i, candidates, workspace, depth, outcome)) break;
  }
  evaluation_.counts.looked_at += candidates.looked_at();
  work_ += candidates.looked_at();
}

// As often as the rule matches and says. False: the ruleset ends with it.
bool Rewriter::apply(const CompiledRuleset& ruleset, std::size_t number, Candidates& candidates,
                     std::vector<Token>& workspace, int depth, Outcome& outcome) {
  const Rule& rule = ruleset.rules[number];
  Captures captures;
  captures[0] = {0, 0};
  for (int applications = 0;; ++applications) {
    if (is_every_rule_traced_) {
      evaluation_.trace->trying_rule(
          {rule, workspace, evaluation_.macros, configuration_.blank_substitute()});
    }
    if (applications >= kMaxApplications) {
      report("Infinite loop in ruleset " + ruleset.name + ", rule " + std::to_string(number + 1));
      if (is_every_rule_traced_) evaluation_.trace->loops(workspace);
      return false;
    }
    if (!matches(rule, candidates.accepts(number), workspace, captures)) {
      return is_within_limits(ruleset, outcome);
    }
    ++evaluation_.counts.applied;
    work_ += kWorkOfAppliedToken * (workspace.size() + 1);
    if (!is_within_limits(ruleset, outcome)) return false;
    if (!replace(ruleset, rule, captures, workspace, depth, outcome)) return false;
    if (rule.then == Rule::Then::kReturn || is_triple(workspace)) return false;
    candidates.set_workspace(workspace, number);
    if (rule.then == Rule::Then::kNext) return true;
  }
}

bool Rewriter::has_worked_too_long() const {
  return work_ > evaluation_.max_work;
}

// False: this rewrite has taken too long, reported once.
bool Rewriter::is_within_limits(const CompiledRuleset& ruleset, Outcome& outcome) {
  if (!has_worked_too_long()) return true;
  outcome.status = ExitCode::kConfiguration;
  if (!has_reported_limit_) {
    report("rewrite: too many rules applied, ruleset " + ruleset.name);
  }
  has_reported_limit_ = true;
  return false;
}

bool Rewriter::matches(const Rule& rule, bool is_candidate, std::span<const Token> tokens,
                       Captures& captures) {
  if (is_candidate) work_ += tokens.size() + 1;
  const config::NameClass* const session_class =
      evaluation_.cert_altnames ? &*evaluation_.cert_altnames : nullptr;
  const bool is_match =
      is_candidate && Matcher(tokens, evaluation_.macros, configuration_.blank_substitute(),
                              scratch_.phrase, session_class)
                          .match(rule, captures);
  if (is_every_rule_traced_) {
    if (is_match) {
      evaluation_.trace->rule_matches(rule.rhs_text);
    } else {
      evaluation_.trace->rule_fails();
    }
  }
  return is_match;
}

// Each call takes all that follows it. On the way in the names are looked at, from the first call to
// the last: at an unknown one nothing is called at all, and a ruleset without rules gives back what
// it got, with the calls in it still to be carried out. On the way out the calls are made.
ExitCode Rewriter::call(std::vector<Token>& tokens, std::vector<Token>& argument, int depth) {
  std::vector<PendingCall>& pending = scratch_.frame(depth).pending;
  pending.clear();
  for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
    if (!tokens[at].is(Meta::kCall)) continue;
    const std::optional<int> number = callee(tokens[at + 1]);
    if (!number) return unknown_ruleset(tokens[at + 1].text);
    if (program_.ruleset(*number).rules.empty()) {
      if (is_every_rule_traced_) evaluation_.trace->skips_call(tokens[at + 1].text, *number);
      const auto skipped = tokens.begin() + static_cast<std::ptrdiff_t>(at);
      tokens.erase(skipped, skipped + 2);
      break;
    }
    pending.push_back({at, *number});
    ++at;
  }
  ExitCode status = ExitCode::kOk;
  for (; !pending.empty(); pending.pop_back()) {
    const auto rest = tokens.begin() + static_cast<std::ptrdiff_t>(pending.back().position);
    argument.assign(rest + 2, tokens.end());
    tokens.erase(rest, tokens.end());
    const ExitCode called = run(pending.back().ruleset, argument, depth + 1);
    merge(status, called);
    tokens.insert(tokens.end(), argument.begin(), argument.end());
    if (called == ExitCode::kConfiguration) break;  // the calls before it stay as they are
  }
  return status;
}

std::optional<int> Rewriter::callee(const Token& name) {
  std::string_view text = name.text;
  if (name.kind == TokenKind::kQuoted) text = text.substr(1, text.size() - 2);
  if (!text.empty() && base::is_ascii_digit(text.front())) {
    const std::optional<int> number = configuration_.find_ruleset(text);
    if (!number) report("bad ruleset " + config::ruleset_number_text(text) + " (100 max)");
    return number;
  }
  return name.kind == TokenKind::kQuoted ? configuration_.find_ruleset(text)
                                         : program_.find_ruleset(name);
}

ExitCode Rewriter::unknown_ruleset(std::string_view name) {
  report("Unknown ruleset " + std::string(name));
  return ExitCode::kConfiguration;
}

}  // namespace sendwright::rules
