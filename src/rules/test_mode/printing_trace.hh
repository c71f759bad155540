// What the address test mode and debug categories 12, 20, 21, 24 and 60 print of rulesets and
// addresses, to the byte as sendmail prints it.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "base/debug.hh"
#include "rules/evaluation.hh"
#include "rules/match_steps.hh"

namespace sendwright::rules {

// Prints steps of rulesets as the debug levels ask. The two must live longer. In the test mode each
// ruleset's input and result are printed in any case.
class PrintingTrace final : public Trace, private MatchStepListener {
 public:
  enum class Style { kTestMode, kOtherModes };
  PrintingTrace(std::ostream& output, base::Debug& debug, Style style)
      : output_(output), debug_(debug), style_(style) {}

  void input(std::string_view ruleset, std::span<const address::Token> tokens) override;
  void returns(std::string_view ruleset, std::span<const address::Token> tokens) override;
  [[nodiscard]] bool wants_rules() const override;
  void trying_rule(const TriedRule& tried) override;
  void rule_fails() override;
  void loops(std::span<const address::Token> workspace) override;
  void skips_call(std::string_view name, int number) override;
  void rule_matches(std::string_view rhs) override;
  void capture_used(int number, std::span<const address::Token> tokens) override;
  void macro_used(std::string_view name, std::optional<std::string_view> value,
                  std::span<const address::Token> tokens) override;
  void rewritten(std::span<const address::Token> tokens) override;
  [[nodiscard]] bool wants_steps() const override;
  void looked_up(const FinishedLookup& lookup) override;
  void resolving(std::string_view text) override;
  void resolved(const Resolution& resolution) override;
  void building(std::span<const address::Token> tokens, bool is_sender) override;
  void built(const Resolution& resolution) override;
  void writing(std::string_view text) override;
  void written(const RewrittenAddress& address) override;

 private:
  // MatchStepListener
  void advances(std::string_view pattern, std::string_view token) override;
  void backs_up(std::string_view pattern, std::string_view token) override;
  void extends(std::string_view pattern, std::string_view token) override;
  void class_matches() override;
  void compares_macro(std::string_view name, std::optional<std::string_view> value) override;

  [[nodiscard]] bool is_on(int rewrite_level) const {
    return debug_.is_on(base::DebugCategory::kRewrite, rewrite_level);
  }
  [[nodiscard]] std::ostream& debug() { return debug_.out(output_); }
  void line(std::string_view ruleset, std::string_view what,
            std::span<const address::Token> tokens);
  void step(std::string_view what, std::string_view pattern, std::string_view token);
  void list(std::span<const address::Token> tokens, std::string& out) const;
  [[nodiscard]] std::string listed(std::span<const address::Token> tokens) const;

  std::ostream& output_;
  base::Debug& debug_;
  Style style_;
  std::string line_;       // kept from one to the next
  std::string resolving_;  // the address that is being resolved
  bool is_sender_ = false;
};

}  // namespace sendwright::rules
