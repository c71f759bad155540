#include "rules/lint/calls.hh"

namespace sendwright::rules::lint {
namespace {

using address::Meta;

bool is_call(const ReplacementOp& op) {
  return op.kind == ReplacementOp::Kind::kToken && op.token.is(Meta::kCall);
}

// `R$* ... $>X $1`: what was matched is what is passed on.
bool passes_all(const Rule& rule, std::size_t argument) {
  return rule.pattern.size() == 1 && rule.pattern.front().is_wildcard() &&
         argument + 1 == rule.replacement.size() &&
         rule.replacement[argument].kind == ReplacementOp::Kind::kCapture &&
         rule.replacement[argument].capture == 1;
}

}  // namespace

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

std::vector<CallSite> calls_of(const Program& program) {
  std::vector<CallSite> sites;
  for (int number = 0; number < config::kMaxRulesets; ++number) {
    const std::vector<Rule>& rules = program.ruleset(number).rules;
    for (std::size_t k = 0; k < rules.size(); ++k) {
      const Rule& rule = rules[k];
      for (std::size_t i = 0; i < rule.replacement.size(); ++i) {
        if (!is_call(rule.replacement[i])) continue;
        CallSite site{number, &rule, k, {}, passes_all(rule, i + 2)};
        if (i + 1 < rule.replacement.size() &&
            rule.replacement[i + 1].kind == ReplacementOp::Kind::kToken) {
          site.callee = unquoted(rule.replacement[i + 1].token.text);
        }
        sites.push_back(std::move(site));
      }
    }
  }
  return sites;
}

}  // namespace sendwright::rules::lint
