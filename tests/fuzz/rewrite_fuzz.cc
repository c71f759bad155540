// A small configuration (up to the first NUL) and an address: read, compiled and rewritten. Limits
// must hold whatever the rules say; a short pattern matches a short address as the reference matcher
// of the unit tests has it; and what is left out for speed changes no result.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "rules/limits.hh"
#include "rules/matcher.hh"
#include "rules/resolve.hh"
#include "tests/unit/rules/reference_matcher.hh"

namespace {

using namespace sendwright;
using rules::PatternOp;

// So that rules that go on for ever cost little.
constexpr std::uint64_t kWork = rules::kMaxWork / 100;
// Beyond these the reference, which tries everything, takes too long.
constexpr std::size_t kMaxReferenceOps = 6;
constexpr std::size_t kMaxReferenceTokens = 8;

class NoMaps final : public rules::MapDirectory {
 public:
  rules::Map* find(std::string_view) override { return nullptr; }
};

// Asks to be told of every rule, so that every rule is looked at.
class EveryRule final : public rules::Trace {
 public:
  void input(std::string_view, std::span<const address::Token>) override {}
  void returns(std::string_view, std::span<const address::Token>) override {}
  [[nodiscard]] bool wants_rules() const override { return true; }
};

void demand(bool is_so) {
  if (!is_so) std::abort();
}

rules::test::ReferenceClasses classes_of(const config::Configuration& configuration) {
  rules::test::ReferenceClasses classes;
  for (const auto& [name, members] : configuration.classes) {
    for (std::string word : members.members()) {
      for (char& c : word) c = address::to_lower(c);
      classes[name].insert(std::move(word));
    }
  }
  return classes;
}

std::string operators_of(const config::Configuration& configuration) {
  std::string operators;
  for (int octet = 0; octet < 256; ++octet) {
    if (configuration.operators.is_operator(static_cast<char>(octet))) {
      operators += static_cast<char>(octet);
    }
  }
  return operators;
}

// The pattern as the reference takes it; false: it has something the reference does not know.
bool words_of(const rules::Rule& rule, rules::test::Words& words) {
  for (const PatternOp& op : rule.pattern) {
    switch (op.kind) {
      case PatternOp::Kind::kLiteral:
        if (op.literal.text.starts_with('$')) return false;
        words.emplace_back(op.literal.text);
        break;
      case PatternOp::Kind::kAny:
        words.emplace_back("$*");
        break;
      case PatternOp::Kind::kSome:
        words.emplace_back("$+");
        break;
      case PatternOp::Kind::kOne:
        words.emplace_back("$-");
        break;
      case PatternOp::Kind::kClass:
        words.push_back("$={" + std::string(op.name) + "}");
        break;
      case PatternOp::Kind::kNotClass:
        words.push_back("$~{" + std::string(op.name) + "}");
        break;
      case PatternOp::Kind::kMacro:
        return false;
    }
  }
  return words.size() <= kMaxReferenceOps;
}

// The matcher against the reference, rule by rule.
void compare_matchers(const config::Configuration& configuration, const rules::Program& program,
                      std::span<const address::Token> tokens) {
  const rules::test::ReferenceClasses classes = classes_of(configuration);
  const char blank = configuration.blank_substitute();
  const rules::test::ReferenceMatcher reference(classes, operators_of(configuration), blank);
  rules::test::Words workspace;
  for (const address::Token& token : tokens) workspace.emplace_back(token.text);
  std::string phrase;
  for (int number = 0; number < config::kMaxRulesets; ++number) {
    if (configuration.rulesets[static_cast<std::size_t>(number)].rules.empty()) continue;
    const rules::CompiledRuleset& ruleset = program.ruleset(number);
    for (std::size_t i = 0; i < ruleset.rules.size(); ++i) {
      rules::test::Words pattern;
      if (!ruleset.prefilters[i].can_match || !words_of(ruleset.rules[i], pattern)) continue;
      rules::Captures captures{};
      const bool is_match = rules::Matcher(tokens, configuration.macros, blank, phrase)
                                .match(ruleset.rules[i], captures);
      const auto expected = reference.match(pattern, workspace);
      demand(is_match == expected.has_value());
      for (std::size_t k = 0; expected && k < expected->size(); ++k) {
        demand(captures[k + 1].begin == (*expected)[k].first);
        demand(captures[k + 1].end == (*expected)[k].second);
      }
    }
  }
}

// Each ruleset with and without looking at every rule.
void compare_ways(const rules::Engine& engine, std::string_view address) {
  base::BlockingWaiter waiter;
  EveryRule trace;
  for (int number = 0; number < config::kMaxRulesets; ++number) {
    if (engine.configuration().rulesets[static_cast<std::size_t>(number)].rules.empty()) continue;
    std::string results[2];
    base::ExitCode status[2];
    std::vector<std::string> ignored;
    for (const bool is_traced : {false, true}) {
      config::MacroScope macros(&engine.configuration().macros);
      rules::Evaluation evaluation(macros, waiter);
      evaluation.max_work = kWork;
      if (is_traced) evaluation.trace = &trace;
      address::TokenList workspace;
      prescan(address, {.operators = engine.configuration().operators}, workspace, ignored);
      status[is_traced] = engine.rewrite(number, workspace, evaluation).status;
      demand(workspace.tokens().size() <= address::kMaxTokens);
      results[is_traced] = address::trace_text(workspace.tokens());
      // What it came to depends on the rules that were looked at; a rewrite near the limit is none
      // to compare.
      if (evaluation.counts.work > kWork / 2) return;
    }
    demand(results[0] == results[1] && status[0] == status[1]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t middle = std::min(input.find('\0'), input.size());
  std::string text = "V10\nO OperatorChars=.:%@!^/[]+\n";
  for (const std::string_view line : base::split(input.substr(0, middle), '\n')) {
    if (!line.starts_with('F')) text.append(line).append("\n");
  }
  const std::string_view address = input.substr(std::min(middle + 1, input.size()));
  const config::ReadOutcome outcome = config::read_configuration_text(text, "fuzz.cf", {});
  NoMaps maps;
  const rules::Engine engine(*outcome.configuration, maps);
  config::MacroScope macros(&outcome.configuration->macros);
  base::BlockingWaiter waiter;
  rules::Evaluation evaluation(macros, waiter);
  evaluation.max_work = kWork;
  (void)rules::resolve_recipient(engine, address, evaluation);

  address::TokenList workspace;
  std::vector<std::string> ignored;
  prescan(address, {.operators = outcome.configuration->operators}, workspace, ignored);
  if (workspace.tokens().size() > kMaxReferenceTokens) return 0;
  compare_matchers(*outcome.configuration, rules::Program(*outcome.configuration),
                   workspace.tokens());
  compare_ways(engine, address);
  return 0;
}
