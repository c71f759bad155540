#include "rules/lint/relay_cause.hh"

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include "base/strings.hh"
#include "rules/program.hh"
#include "rules/trace.hh"

namespace sendwright::rules::lint {
namespace {

using address::Meta;

struct AppliedRule {
  int ruleset = 0;
  std::size_t index = 0;
  const Rule* rule = nullptr;
  std::string result;              // what it left
  std::string evidence;            // of its pattern or, failing that, of the latest answer of a map
  bool is_about_recipient = true;  // false: of the checks of client and sender
};

// Keeps the rules that returned or resolved, in the order in which they were done.
class DecisionTrace final : public Trace {
 public:
  DecisionTrace(const config::Configuration& configuration, const Program& program)
      : configuration_(configuration), program_(program) {}

  [[nodiscard]] const std::vector<AppliedRule>& decisions() const { return decisions_; }

  void input(std::string_view ruleset, std::span<const address::Token>) override {
    rulesets_.push_back(kind_of(ruleset));
  }
  void returns(std::string_view, std::span<const address::Token>) override { leave(); }
  [[nodiscard]] bool wants_steps() const override { return true; }

  void applying(const MatchedRule& matched) override {
    AppliedRule applied;
    if (const std::optional<int> number = configuration_.find_ruleset(matched.ruleset)) {
      const std::vector<Rule>& rules = program_.ruleset(*number).rules;
      applied.ruleset = *number;
      applied.index = matched.number - 1;
      if (applied.index < rules.size()) applied.rule = &rules[applied.index];
    }
    if (applied.rule != nullptr) applied.evidence = class_evidence(*applied.rule, matched);
    open_.push_back(std::move(applied));
  }

  void looked_up(const FinishedLookup& lookup) override {
    const std::string_view value = lookup.answer.value ? *lookup.answer.value : std::string_view();
    if (!base::equals_ignoring_case(base::trim(value), "relay")) return;
    map_evidence_ = "map " + std::string(lookup.map) + " has \"" + std::string(value) +
                    "\" for \"" + std::string(lookup.key) + "\"";
  }

  void applied(std::span<const address::Token> tokens) override {
    if (open_.empty()) return;
    AppliedRule done = std::move(open_.back());
    open_.pop_back();
    if (done.rule == nullptr || !ends(*done.rule, tokens) || is_inside(Part::kShaping)) return;
    done.is_about_recipient = !is_inside(Part::kOtherCheck);
    done.result = address::trace_text(tokens);
    if (done.evidence.empty()) done.evidence = map_evidence_;
    decisions_.push_back(std::move(done));
  }

  void abandoned(std::string_view) override {
    if (!open_.empty()) open_.pop_back();
    leave();
  }

 private:
  // What a ruleset is for: addresses are put into shape by the numbered ones.
  enum class Part { kShaping, kOtherCheck, kRecipientCheck };

  [[nodiscard]] Part kind_of(std::string_view ruleset) const {
    const std::optional<int> number = configuration_.find_ruleset(ruleset);
    if (number && *number <= 5) return Part::kShaping;
    for (const std::string_view name : {"check_relay", "checkrelay", "check_mail", "checkmail"}) {
      if (ruleset.ends_with(name)) return Part::kOtherCheck;
    }
    return Part::kRecipientCheck;
  }

  [[nodiscard]] bool is_inside(Part part) const {
    return std::ranges::find(rulesets_, part) != rulesets_.end();
  }

  void leave() {
    if (!rulesets_.empty()) rulesets_.pop_back();
  }

  static bool ends(const Rule& rule, std::span<const address::Token> tokens) {
    return rule.then == Rule::Then::kReturn ||
           (!tokens.empty() && tokens.front().is(Meta::kMailer));
  }

  // The members of classes that the pattern took; a word of an access entry is no evidence.
  std::string class_evidence(const Rule& rule, const MatchedRule& matched) const {
    std::string words;
    std::size_t wildcard = 0;
    for (const PatternOp& op : rule.pattern) {
      if (!op.is_wildcard()) continue;
      const std::size_t number = wildcard++;
      if (op.kind != PatternOp::Kind::kClass || number >= matched.captures.size()) continue;
      const Capture& taken = matched.captures[number];
      const std::string member =
          address::text_of(matched.workspace.subspan(taken.begin, taken.end - taken.begin),
                           configuration_.blank_substitute());
      if (base::equals_ignoring_case(member, "relay")) continue;
      words += (words.empty() ? "class " : ", class ") + std::string(op.name) + " has \"" + member +
               "\"";
    }
    return words;
  }

  const config::Configuration& configuration_;
  const Program& program_;
  std::vector<Part> rulesets_;  // that run now, the innermost last
  std::vector<AppliedRule> open_;
  std::vector<AppliedRule> decisions_;
  std::string map_evidence_;
};

// The configuration without one rule: a rule without a pattern matches nothing.
class WithoutRule {
 public:
  explicit WithoutRule(const Engine& engine)
      : maps_(engine.maps()), configuration_(engine.configuration()) {}

  [[nodiscard]] bool is_refused(const AppliedRule& applied, const RelayAttempt& attempt) {
    std::string_view& lhs =
        configuration_.rulesets[static_cast<std::size_t>(applied.ruleset)].rules[applied.index].lhs;
    const std::string_view kept = std::exchange(lhs, {});
    const Engine engine(configuration_, maps_);
    const bool is_accepted = attempt_relay(engine, attempt).is_accepted();
    lhs = kept;
    return !is_accepted;
  }

 private:
  MapDirectory& maps_;
  config::Configuration configuration_;
};

bool says(const AppliedRule& applied, std::string_view word) {
  return applied.result == word || applied.result == "$# " + std::string(word);
}

RelayCause to_cause(const AppliedRule& applied, const Program& program) {
  return {applied.rule->where, "R" + applied.rule->lhs_text + "  " + applied.rule->rhs_text,
          program.ruleset(applied.ruleset).name, applied.evidence};
}

}  // namespace

RelayCause find_relay_cause(const Engine& engine, const RelayAttempt& attempt) {
  const Program program(engine.configuration());
  DecisionTrace trace(engine.configuration(), program);
  if (!attempt_relay(engine, attempt, &trace).is_accepted()) return {};
  WithoutRule without(engine);
  for (const bool is_about_recipient : {true, false}) {
    const auto is_cause = [&](const AppliedRule& applied) {
      return applied.is_about_recipient == is_about_recipient &&
             without.is_refused(applied, attempt);
    };
    // A rule that returned a call's result is done after the rules of that call: the innermost
    // first.
    for (const std::string_view word : {"RELAY", "OK"}) {
      for (const AppliedRule& applied : trace.decisions()) {
        if (says(applied, word) && is_cause(applied)) return to_cause(applied, program);
      }
    }
    // Rules that say neither: the last, since the first ones only prepare.
    for (const AppliedRule& applied : std::views::reverse(trace.decisions())) {
      if (!says(applied, "RELAY") && !says(applied, "OK") && is_cause(applied)) {
        return to_cause(applied, program);
      }
    }
  }
  // No single rule: the first that says yes, or nothing ever says no.
  for (const AppliedRule& applied : trace.decisions()) {
    if (says(applied, "RELAY")) return to_cause(applied, program);
  }
  return {};
}

}  // namespace sendwright::rules::lint
