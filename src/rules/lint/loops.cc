#include "rules/lint/loops.hh"

#include <algorithm>
#include <optional>

#include "rules/lint/calls.hh"
#include "rules/lint/shape.hh"

namespace sendwright::rules::lint {
namespace {

// A rule without `$:` or `$@` is applied until it fails. A called ruleset may answer with a triple,
// which ends it; nothing else does if the result always matches.
void find_endless_rules(const CompiledRuleset& ruleset, Findings& findings) {
  for (const Rule& rule : ruleset.rules) {
    if (rule.then != Rule::Then::kRepeat || ends_ruleset(rule) || !is_matchable(rule)) continue;
    if (!covers(pattern_shape(rule), result_shape(rule))) continue;
    const std::string what = "rule \"R" + rule.lhs_text + "\" of ruleset " + ruleset.name +
                             " matches its own result again";
    if (has_call(rule)) {
      findings.note(rule.where, what +
                                    " unless the called ruleset resolves; write $: in front of "
                                    "the replacement to apply it once");
    } else {
      findings.error(rule.where, what +
                                     " and ends as an infinite loop after 100 times; write $: "
                                     "in front of the replacement to apply it once");
    }
  }
}

// Circles in the graph of calls that pass the workspace on as it came.
class Circles {
 public:
  Circles(const config::Configuration& configuration, const Program& program, Findings& findings)
      : program_(program), findings_(findings) {
    for (CallSite& site : calls_of(program)) {
      if (!site.passes_all || site.callee.empty()) continue;
      const std::optional<int> callee = configuration.find_ruleset(site.callee);
      if (callee) edges_.push_back({std::move(site), *callee});
    }
  }

  void find() {
    std::vector<bool> is_done(static_cast<std::size_t>(config::kMaxRulesets));
    for (int start = 0; start < config::kMaxRulesets; ++start) {
      path_.clear();
      walk(start, is_done);
    }
  }

 private:
  struct Edge {
    CallSite site;
    int callee;
  };

  // The first rule of its ruleset, and it matches everything: nothing can prevent the call.
  [[nodiscard]] bool is_certain(const Edge& edge) const {
    return edge.site.rule_index == 0 && covers(pattern_shape(*edge.site.rule), anything());
  }

  void walk(int ruleset, std::vector<bool>& is_done) {
    const auto again =
        std::ranges::find_if(path_, [&](const Edge* edge) { return edge->site.caller == ruleset; });
    if (again != path_.end()) return report({again, path_.end()});
    if (is_done[static_cast<std::size_t>(ruleset)]) return;
    for (const Edge& edge : edges_) {
      if (edge.site.caller != ruleset) continue;
      path_.push_back(&edge);
      walk(edge.callee, is_done);
      path_.pop_back();
    }
    is_done[static_cast<std::size_t>(ruleset)] = true;
  }

  void report(const std::vector<const Edge*>& circle) {
    std::string names;
    for (const Edge* const edge : circle)
      names += program_.ruleset(edge->site.caller).name + " calls ";
    names += program_.ruleset(circle.back()->callee).name;
    const bool is_certain_circle =
        std::ranges::all_of(circle, [this](const Edge* edge) { return is_certain(*edge); });
    const config::SourceLine& where = circle.front()->site.rule->where;
    if (is_certain_circle) {
      findings_.error(where, names +
                                 " with the same workspace, without end; every call of these "
                                 "rulesets fails after 50 levels: take one of the calls out");
    } else {
      findings_.note(where, names +
                                " with the same workspace; it ends only if the rules before "
                                "one of these calls change or return it");
    }
  }

  const Program& program_;
  Findings& findings_;
  std::vector<Edge> edges_;
  std::vector<const Edge*> path_;
};

}  // namespace

void find_loops(const config::Configuration& configuration, const Program& program,
                Findings& findings) {
  for (int number = 0; number < config::kMaxRulesets; ++number)
    find_endless_rules(program.ruleset(number), findings);
  Circles(configuration, program, findings).find();
}

}  // namespace sendwright::rules::lint
