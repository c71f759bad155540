#include "rules/lint/name_use.hh"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/expand.hh"
#include "rules/lint/cf_lines.hh"
#include "rules/lint/known_names.hh"

namespace sendwright::rules::lint {
namespace {

using address::Meta;

std::string shown(std::string_view prefix, std::string_view name) {
  std::string text(prefix);
  return name.size() == 1 ? text.append(name) : text.append("{").append(name).append("}");
}

// A library names much that a site does not need.
void report(const std::string& what, bool is_from_library, config::SourceLine where,
            Findings& findings) {
  if (is_from_library) {
    findings.note(std::move(where), what);
  } else {
    findings.warning(std::move(where), what);
  }
}

// `Sname`, `Sname=number`
std::string ruleset_name(std::string_view rest) {
  return std::string(base::trim(rest.substr(0, rest.find('='))));
}

class MacroCheck {
 public:
  MacroCheck(const config::Configuration& configuration, const Ownership& ownership,
             Findings& findings)
      : configuration_(configuration), ownership_(ownership), findings_(findings) {}

  // `$(macro {Name} $@ value $)`: the name is a word of the rule.
  void note_set_by_rules(const Program& program) {
    for (int number = 0; number < config::kMaxRulesets; ++number) {
      for (const Rule& rule : program.ruleset(number).rules) {
        for (const ReplacementOp& op : rule.replacement) {
          const std::string_view text = op.token.text;
          if (op.kind == ReplacementOp::Kind::kToken && text.size() > 2 && text.front() == '{' &&
              text.back() == '}') {
            set_by_rules_.emplace(text.substr(1, text.size() - 2));
          }
        }
      }
    }
  }

  void note_definitions(std::string_view cf) {
    for_each_cf_line(cf, [this](char letter, std::string_view rest, int line) {
      if (letter != 'D') return;
      std::size_t consumed = 0;
      std::vector<std::string> ignored;
      defined_at_.emplace(config::parse_name(rest, consumed, ignored), line);
    });
  }

  void read_uses(std::string_view cf) {
    for_each_cf_line(cf, [this](char letter, std::string_view rest, int line) {
      std::vector<std::string> ignored;
      if (letter == 'S') ruleset_ = ruleset_name(rest);
      const std::string coded = config::code_dollars(rest, ignored);
      read_line(letter, coded, line);
    });
  }

 private:
  // What stands inside `$?x ... $.` is there only if x is set.
  void read_line(char letter, std::string_view coded, int line) {
    std::vector<std::string> conditions;
    for (std::size_t at = 0; at < coded.size(); ++at) {
      const char c = coded[at];
      if (address::is(c, Meta::kEndIf) && !conditions.empty()) conditions.pop_back();
      if (!address::has_name(c)) continue;
      const std::size_t end = std::min(coded.find(to_char(Meta::kNameEnd), at), coded.size());
      const std::string name(coded.substr(at + 1, end - at - 1));
      at = end;
      if (address::is(c, Meta::kIf)) conditions.push_back(name);
      const bool is_value = address::is(c, Meta::kMacro) || address::is(c, Meta::kMacroNow);
      if (!is_value || name.empty()) continue;
      if (std::ranges::find(conditions, name) != conditions.end()) continue;
      check_use(letter, name, address::is(c, Meta::kMacroNow), line);
    }
  }

  void check_use(char letter, const std::string& name, bool is_taken_now, int line) {
    const bool is_rule = letter == 'R' && !is_taken_now;
    const auto defined = defined_at_.find(name);
    const bool is_known = defined != defined_at_.end() || is_macro_set_at_start(name) ||
                          configuration_.macros.find(name).has_value();
    if (is_rule) return check_use_in_rule(name, is_known, line);
    if (is_known || is_macro_set_at_run_time(name) || set_by_rules_.contains(name)) return;
    report_undefined(shown(is_taken_now ? "$&" : "$", name), name, line);
  }

  void check_use_in_rule(const std::string& name, bool is_known, int line) {
    const auto defined = defined_at_.find(name);
    if (is_known) {
      const bool is_later =
          defined != defined_at_.end() && defined->second > line && !is_macro_set_at_start(name);
      if (!is_later) return;
      findings_.warning(where(line), "macro " + shown("$", name) +
                                         " is taken when the rule is read, and defined only in "
                                         "line " +
                                         std::to_string(defined->second) +
                                         "; move that line up, or write " + shown("$&", name));
    } else if (is_macro_set_at_run_time(name) || set_by_rules_.contains(name)) {
      report("macro " + shown("$", name) +
                 " is taken when the rule is read, and empty then; write " + shown("$&", name) +
                 " for its value while mail is handled",
             !ownership_.is_sites_rule(ruleset_, line), where(line), findings_);
    } else {
      report_undefined(shown("$", name), name, line);
    }
  }

  // Each name once.
  void report_undefined(const std::string& reference, const std::string& name, int line) {
    if (!reported_.insert(name).second) return;
    report("macro " + reference + " is never defined, so it is empty; add D" +
               (name.size() == 1 ? name : "{" + name + "}") + ", or correct the name",
           is_library_macro(name), where(line), findings_);
  }

  [[nodiscard]] config::SourceLine where(int line) const { return {configuration_.file, line}; }

  const config::Configuration& configuration_;
  const Ownership& ownership_;
  Findings& findings_;
  std::string ruleset_;                    // of the R lines that are being read
  std::map<std::string, int> defined_at_;  // line of the first D line
  std::set<std::string> set_by_rules_;
  std::set<std::string> reported_;
};

}  // namespace

void check_class_use(const Program& program, const config::Configuration& configuration,
                     Findings& findings) {
  std::set<std::string> reported;
  for (int number = 0; number < config::kMaxRulesets; ++number) {
    for (const Rule& rule : program.ruleset(number).rules) {
      for (const PatternOp& op : rule.pattern) {
        const bool is_class = op.kind == PatternOp::Kind::kClass;
        if (!is_class && op.kind != PatternOp::Kind::kNotClass) continue;
        const std::string name(op.name);
        if (configuration.find_class(name) != nullptr || !reported.insert(name).second) continue;
        report("class " + shown(is_class ? "$=" : "$~", name) + " is never defined, so " +
                   (is_class ? "no rule with it matches" : "it excludes nothing") + "; add C" +
                   (name.size() == 1 ? name : "{" + name + "}") + ", or correct the name",
               is_library_class(name), rule.where, findings);
      }
    }
  }
}

void check_macro_use(const Program& program, const config::Configuration& configuration,
                     std::string_view cf, const Ownership& ownership, Findings& findings) {
  MacroCheck check(configuration, ownership, findings);
  check.note_set_by_rules(program);
  check.note_definitions(cf);
  check.read_uses(cf);
}

}  // namespace sendwright::rules::lint
