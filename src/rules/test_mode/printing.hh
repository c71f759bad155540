// What the address test mode prints that takes more than a line of code: traces and mailers, to the
// byte as sendmail prints them.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "config/configuration.hh"
#include "rules/evaluation.hh"

namespace sendwright::rules {

// Prints what sendmail prints for ruleset traces.
class PrintingTrace final : public Trace {
 public:
  explicit PrintingTrace(std::ostream& output) : output_(output) {}

  void input(std::string_view ruleset, std::span<const address::Token> tokens) override {
    line(ruleset, "   input:", tokens);
  }
  void returns(std::string_view ruleset, std::span<const address::Token> tokens) override {
    line(ruleset, " returns:", tokens);
  }
  [[nodiscard]] bool wants_rules() const override { return level_ >= kRuleLevel; }
  void trying_rule(std::string_view lhs) override {
    output_ << "-----trying rule: " << lhs << '\n';
  }
  void rule_fails() override { output_ << "----- rule fails\n"; }
  void rule_matches(std::string_view rhs) override {
    output_ << "-----rule matches: " << rhs << '\n';
  }
  void rewritten(std::span<const address::Token> tokens) override {
    output_ << "rewritten as: " << address::trace_text(tokens) << '\n';
  }
  void set_level(int level) { level_ = level; }

 private:
  static constexpr int kRuleLevel = 12;

  void line(std::string_view ruleset, std::string_view what,
            std::span<const address::Token> tokens);

  std::ostream& output_;
  int level_ = 0;
  std::string line_;  // kept from one to the next
};

// One line of `=M`.
void print_mailer(const config::Mailer& mailer, const config::Configuration& configuration,
                  std::ostream& output);

}  // namespace sendwright::rules
