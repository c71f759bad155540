#include "rules/lint/ruleset_use.hh"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/strings.hh"
#include "rules/lint/calls.hh"
#include "rules/lint/known_names.hh"

namespace sendwright::rules::lint {
namespace {

class UseCheck {
 public:
  UseCheck(const config::Configuration& configuration, const Program& program,
           const Ownership& ownership, Findings& findings)
      : configuration_(configuration),
        program_(program),
        ownership_(ownership),
        findings_(findings),
        calls_(calls_of(program)) {}

  void run() {
    for (const CallSite& call : calls_)
      check_call(call);
    check_header_checks();
    check_mailers();
    find_uncalled();
  }

 private:
  [[nodiscard]] bool is_defined(int number) const { return program_.ruleset(number).is_defined; }

  void check_call(const CallSite& call) {
    if (call.callee.empty()) return;
    const std::optional<int> callee = configuration_.find_ruleset(call.callee);
    if (callee && is_defined(*callee)) return;
    const std::string where_called = " of ruleset " + program_.ruleset(call.caller).name;
    if (callee) {
      findings_.note(call.rule->where, "a rule" + where_called + " calls ruleset " + call.callee +
                                           ", which has no rules; that call changes nothing");
    } else {
      findings_.error(call.rule->where,
                      "a rule" + where_called + " calls ruleset " + call.callee +
                          ", which is not defined; every address that comes here fails: add S" +
                          call.callee + " or correct the name");
    }
  }

  void check_header_checks() {
    for (const config::HeaderCheck& check : configuration_.header_checks) {
      const std::optional<int> callee = configuration_.find_ruleset(check.ruleset);
      if (callee && is_defined(*callee)) continue;
      findings_.error(configuration_.place_of(check.line),
                      "the check of header " + check.name + ": calls ruleset " + check.ruleset +
                          ", which is not defined; so nothing is checked: add S" + check.ruleset +
                          " or correct the name");
    }
  }

  void check_mailers() {
    for (const config::Mailer& mailer : configuration_.mailers) {
      check_mailer(mailer, "S=", mailer.sender_envelope);
      check_mailer(mailer, "S=", mailer.sender_header);
      check_mailer(mailer, "R=", mailer.recipient_envelope);
      check_mailer(mailer, "R=", mailer.recipient_header);
    }
  }

  void check_mailer(const config::Mailer& mailer, std::string_view equate, int number) {
    if (number <= 0 || is_defined(number)) return;
    findings_.warning({configuration_.file, 0},
                      "mailer " + mailer.name + " names in " + std::string(equate) + " ruleset " +
                          program_.ruleset(number).name +
                          ", which is not defined; addresses are not rewritten there: add the "
                          "ruleset or correct the name");
  }

  // A name that is computed can be any word that stands in a rule.
  void note_computed_names() {
    bool is_any_computed = false;
    for (const CallSite& call : calls_)
      is_any_computed = is_any_computed || call.callee.empty();
    if (!is_any_computed) return;
    for (int number = 0; number < config::kMaxRulesets; ++number) {
      for (const Rule& rule : program_.ruleset(number).rules) {
        for (const ReplacementOp& op : rule.replacement) {
          if (op.kind == ReplacementOp::Kind::kToken) reach_name(unquoted(op.token.text));
        }
      }
    }
  }

  void reach_name(std::string_view name) {
    if (const std::optional<int> number = configuration_.find_ruleset(name)) reach(*number);
  }

  void reach(int number) {
    if (number < 0 || !reached_.insert(number).second) return;
    for (const CallSite& call : calls_) {
      if (call.caller != number || call.callee.empty()) continue;
      if (const std::optional<int> callee = configuration_.find_ruleset(call.callee)) {
        reach(*callee);
      }
    }
  }

  void find_uncalled() {
    for (int number = 0; number <= 5; ++number)
      reach(number);
    for (const auto& [name, number] : configuration_.ruleset_numbers) {
      if (is_entry_ruleset(name)) reach(number);
    }
    for (const config::HeaderCheck& check : configuration_.header_checks)
      reach_name(check.ruleset);
    for (const config::Mailer& mailer : configuration_.mailers) {
      for (const int number : {mailer.sender_envelope, mailer.sender_header,
                               mailer.recipient_envelope, mailer.recipient_header}) {
        if (number > 0) reach(number);
      }
    }
    note_computed_names();
    for (int number = 0; number < config::kMaxRulesets; ++number) {
      const CompiledRuleset& ruleset = program_.ruleset(number);
      if (!ruleset.rules.empty() && !reached_.contains(number)) report_uncalled(ruleset);
    }
  }

  void report_uncalled(const CompiledRuleset& ruleset) {
    const config::SourceLine& where = ruleset.rules.front().where;
    const std::string what = "ruleset " + ruleset.name + " is never called";
    if (!ownership_.is_sites_rule(ruleset.name, where.line)) {
      findings_.note(where, what + "; the features chosen do not need it");
    } else {
      findings_.warning(where, what +
                                   ", neither by a rule nor by the program; remove it, or "
                                   "correct its name (" +
                                   hint(ruleset.name) + ")");
    }
  }

  static std::string hint(std::string_view name) {
    if (base::starts_with_ignoring_case(name, "local_")) {
      return "the library calls the hooks Local_check_relay, Local_check_mail, Local_check_rcpt "
             "and others, in this spelling";
    }
    if (base::starts_with_ignoring_case(name, "check")) {
      return "the program calls check_relay, check_mail, check_rcpt, check_data, check_eoh, "
             "check_eom and others, in this spelling";
    }
    return "upper and lower case count";
  }

  const config::Configuration& configuration_;
  const Program& program_;
  const Ownership& ownership_;
  Findings& findings_;
  const std::vector<CallSite> calls_;
  std::set<int> reached_;
};

}  // namespace

void check_ruleset_use(const config::Configuration& configuration, const Program& program,
                       const Ownership& ownership, Findings& findings) {
  UseCheck(configuration, program, ownership, findings).run();
}

}  // namespace sendwright::rules::lint
