#include "rules/engine.hh"

#include "rules/program.hh"
#include "rules/rewriter.hh"
#include "rules/scratch.hh"

namespace sendwright::rules {

Evaluation::Evaluation(config::MacroScope& macros_in, base::Waiter& waiter_in)
    : macros(macros_in), waiter(waiter_in), scratch(std::make_unique<Scratch>()) {}
Evaluation::~Evaluation() = default;

void set_cert_altnames(std::span<const std::string> names, Evaluation& evaluation) {
  evaluation.cert_altnames.reset();
  if (names.empty()) return;
  evaluation.cert_altnames.emplace();
  for (const std::string& name : names) evaluation.cert_altnames->insert(name);
}

Engine::Engine(const config::Configuration& configuration, MapDirectory& maps)
    : configuration_(configuration),
      maps_(maps),
      program_(std::make_unique<const Program>(configuration)) {}

Engine::~Engine() = default;

void Engine::compile_all() const {
  program_->compile_all();
}

std::optional<RulesetId> Engine::find(std::string_view name) const {
  const std::optional<int> number = configuration_.find_ruleset(name);
  if (!number || !configuration_.rulesets[static_cast<std::size_t>(*number)].is_defined)
    return std::nullopt;
  return number;
}

RewriteResult Engine::rewrite(RulesetId ruleset, address::TokenList& workspace,
                              Evaluation& evaluation) const {
  Rewriter rewriter(*this, *program_, evaluation, workspace.arena());
  return {rewriter.run(ruleset, workspace.mutable_tokens(), 0)};
}

std::string Engine::dump(RulesetId ruleset) const {
  return program_->dump(ruleset);
}

std::string Engine::source(RulesetId ruleset) const {
  std::string out;
  for (const Rule& rule : program_->ruleset(ruleset).rules) {
    out += "R" + rule.lhs_text + (rule.lhs_text.empty() ? "\t\t" : " \t\t") + rule.rhs_text +
           (rule.rhs_text.empty() ? "\n" : " \n");
  }
  return out;
}

}  // namespace sendwright::rules
