// How it is decided. Let B be a rule and w a workspace that it matches. Some rule L before it was
// the last to match, or none was and w is what the ruleset was called with. So none of the rules
// between L and B matched w, nor did L itself if it repeats. If for every such L one of these
// covers all that L can leave and B can match, B never gets anything.
#include "rules/lint/unreachable.hh"

#include <optional>

#include "rules/lint/shape.hh"

namespace sendwright::rules::lint {
namespace {

struct Step {
  const Rule* rule;
  Shape pattern;
  Shape result;
  bool goes_on;  // after a match the ruleset can go on
};

std::vector<Step> steps_of(const CompiledRuleset& ruleset) {
  std::vector<Step> steps;
  for (const Rule& rule : ruleset.rules) {
    if (!is_matchable(rule)) continue;
    const bool goes_on = !ends_ruleset(rule);
    steps.push_back({&rule, pattern_shape(rule), goes_on ? result_shape(rule) : Shape(), goes_on});
  }
  return steps;
}

class RulesetCheck {
 public:
  explicit RulesetCheck(const CompiledRuleset& ruleset) : steps_(steps_of(ruleset)) {}

  // The rule that leaves nothing for steps_[b]; nullopt if that can match, as far as one can tell.
  [[nodiscard]] std::optional<std::size_t> taker_of(std::size_t b) const {
    const std::optional<std::size_t> taker = last_cover(b);
    if (!taker) return std::nullopt;
    // What was left by a rule before the taker has passed the taker without a match.
    for (std::size_t l = *taker; l < b; ++l) {
      if (steps_[l].goes_on && !is_blocked(l, b)) return std::nullopt;
    }
    return taker;
  }

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  [[nodiscard]] std::optional<std::size_t> last_cover(std::size_t b) const {
    for (std::size_t a = b; a-- > 0;) {
      if (covers(steps_[a].pattern, steps_[b].pattern)) return a;
    }
    return std::nullopt;
  }

  // Nothing that steps_[l] leaves gets as far as steps_[b] and matches it.
  [[nodiscard]] bool is_blocked(std::size_t l, std::size_t b) const {
    const Step& last = steps_[l];
    if (are_disjoint(last.result, steps_[b].pattern)) return true;
    const bool repeats = last.rule->then == Rule::Then::kRepeat;
    for (std::size_t a = repeats ? l : l + 1; a < b; ++a) {
      if (covers(steps_[a].pattern, steps_[b].pattern) || covers(steps_[a].pattern, last.result)) {
        return true;
      }
    }
    return false;
  }

  std::vector<Step> steps_;
};

std::string how_it_takes(const Rule& taker) {
  if (ends_ruleset(taker)) return "takes everything it could match and ends the ruleset";
  if (taker.then == Rule::Then::kRepeat) return "repeats until nothing like it is left";
  return "rewrites everything it could match into something else";
}

void report(const std::string& ruleset, const Rule& first, std::size_t count, const Rule& taker,
            bool is_sites, Findings& findings) {
  std::string what = "rule \"R" + first.lhs_text + "\" of ruleset " + ruleset + " can never match";
  if (count > 1) {
    what += ", nor can the " + std::to_string(count - 1) + " after it";
  }
  what += ": the rule of line " + std::to_string(taker.where.line) + " (\"R" + taker.lhs_text +
          "\") " + how_it_takes(taker);
  if (is_sites) {
    findings.warning(first.where, what + "; move it before that line, or remove it");
  } else {
    findings.note(first.where, what + "; the features chosen do not need it");
  }
}

}  // namespace

void find_unreachable_rules(const Program& program, const Ownership& ownership,
                            Findings& findings) {
  for (int number = 0; number < config::kMaxRulesets; ++number) {
    const CompiledRuleset& ruleset = program.ruleset(number);
    const RulesetCheck check(ruleset);
    const std::vector<Step>& steps = check.steps();
    for (std::size_t b = 1; b < steps.size();) {
      const auto taker = check.taker_of(b);
      if (!taker) {
        ++b;
        continue;
      }
      // Rules in a row that the same rule leaves nothing for are one mistake.
      std::size_t end = b + 1;
      while (end < steps.size() && check.taker_of(end) == taker)
        ++end;
      const Rule& first = *steps[b].rule;
      report(ruleset.name, first, end - b, *steps[*taker].rule,
             ownership.is_sites_rule(ruleset.name, first.where.line), findings);
      b = end;
    }
  }
}

}  // namespace sendwright::rules::lint
