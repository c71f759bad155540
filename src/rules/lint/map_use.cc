#include "rules/lint/map_use.hh"

#include <algorithm>
#include <set>
#include <string>

#include "base/strings.hh"
#include "rules/lint/calls.hh"
#include "rules/lint/cf_lines.hh"

namespace sendwright::rules::lint {
namespace {

using address::Meta;

class MapCheck {
 public:
  MapCheck(const config::Configuration& configuration, MapDirectory& maps, Findings& findings)
      : configuration_(configuration), maps_(maps), findings_(findings) {}

  void read_rules(const Program& program) {
    for (int number = 0; number < config::kMaxRulesets; ++number) {
      const CompiledRuleset& ruleset = program.ruleset(number);
      for (const Rule& rule : ruleset.rules)
        read_rule(ruleset.name, rule);
    }
  }

  // `Fw key@class:spec`, `F{Class}@map`.
  void read_class_lines(std::string_view cf) {
    for_each_cf_line(cf, [this](char letter, std::string_view rest, int) {
      const std::size_t at = rest.find('@');
      if (letter == 'F' && at != rest.npos) use(rest.substr(at + 1, rest.find(':', at) - at - 1));
    });
  }

  // Maps of maps: `Kall sequence one two`, `Kaliases switch aliases` (aliases.files ...). Options
  // may name maps too (`AliasFile=sequence:one two`).
  void read_declarations() {
    for (const config::MapDeclaration& map : configuration_.maps) {
      if (map.class_name == "sequence") use_words(map.arguments);
      if (map.class_name == "switch") use_prefix(std::string(base::trim(map.arguments)) + ".");
    }
    for (const config::RawOption& option : configuration_.option_lines)
      use_words(option.value);
    use_prefix("aliases");
  }

  void report_unused(const Ownership& ownership) {
    for (const config::MapDeclaration& map : configuration_.maps) {
      const std::string name = base::to_lower(map.name);
      if (used_.contains(name) || (has_computed_name_ && words_.contains(name))) continue;
      const config::SourceLine where{map.source_file, map.source_line};
      if (!ownership.is_sites_map(map.name, map.source_line)) {
        findings_.note(where, "map " + map.name + " is declared and not used by any rule");
      } else {
        findings_.warning(where, "map " + map.name +
                                     " is declared and not used by any rule; remove its K line, "
                                     "or write $(" +
                                     map.name + " ... $) where it is meant");
      }
    }
  }

 private:
  void use(std::string_view name) { used_.insert(base::to_lower(base::trim(name))); }

  void use_words(std::string_view text) {
    std::string plain(text);
    std::ranges::replace_if(
        plain, [](char c) { return c == ':' || c == ','; }, ' ');
    for (const std::string_view word : base::split_words(plain))
      use(word);
  }

  void use_prefix(const std::string& prefix) {
    for (const config::MapDeclaration& map : configuration_.maps) {
      if (map.name.starts_with(prefix)) use(map.name);
    }
  }

  void read_rule(const std::string& ruleset, const Rule& rule) {
    const std::vector<ReplacementOp>& ops = rule.replacement;
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].kind != ReplacementOp::Kind::kToken) continue;
      words_.insert(base::to_lower(ops[i].token.text));
      if (ops[i].token.is(Meta::kHostLookupBegin)) use("host");
      if (!ops[i].token.is(Meta::kLookupBegin) || i + 1 == ops.size()) continue;
      if (ops[i + 1].kind == ReplacementOp::Kind::kToken) {
        read_lookup(ruleset, rule, ops[i + 1].token.text);
      } else {
        has_computed_name_ = true;
      }
    }
  }

  void read_lookup(const std::string& ruleset, const Rule& rule, std::string_view name) {
    use(name);
    if (is_declared(name)) return;
    const std::string word(name);
    findings_.error(rule.where, "a rule of ruleset " + ruleset + " uses map " + word +
                                    ", which is not declared; the lookup leaves its key as it is: "
                                    "add a line K" +
                                    word + " or correct the name");
  }

  // A declared map of a class that is not available has been reported by its declaration.
  [[nodiscard]] bool is_declared(std::string_view name) const {
    return maps_.find(name) != nullptr ||
           std::ranges::any_of(configuration_.maps, [name](const config::MapDeclaration& map) {
             return map.name == name;
           });
  }

  const config::Configuration& configuration_;
  MapDirectory& maps_;
  Findings& findings_;
  // Names in lower case.
  std::set<std::string, std::less<>> used_;
  std::set<std::string, std::less<>> words_;  // of all replacements
  bool has_computed_name_ = false;
};

}  // namespace

void check_map_use(const config::Configuration& configuration, const Program& program,
                   std::string_view cf, MapDirectory& maps, const Ownership& ownership,
                   Findings& findings) {
  MapCheck check(configuration, maps, findings);
  check.read_rules(program);
  check.read_class_lines(cf);
  check.read_declarations();
  check.report_unused(ownership);
}

}  // namespace sendwright::rules::lint
