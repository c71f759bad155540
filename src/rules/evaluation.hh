// One evaluation of rulesets: whose macros, how to wait for maps, who is told about it. Belongs to
// one session; keeps the matcher's buffers from one call to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "address/tokens.hh"
#include "base/sysexits.hh"
#include "base/waiter.hh"
#include "config/macros.hh"

namespace sendwright::rules {

// Told about each step (the address test mode prints these).
class Trace {
 public:
  virtual ~Trace() = default;
  virtual void input(std::string_view ruleset, std::span<const address::Token> tokens) = 0;
  virtual void returns(std::string_view ruleset, std::span<const address::Token> tokens) = 0;
  // The finer steps, asked for with wants_rules() (debug level 21.12).
  [[nodiscard]] virtual bool wants_rules() const { return false; }
  virtual void trying_rule(std::string_view lhs) { (void)lhs; }
  virtual void rule_fails() {}
  virtual void rule_matches(std::string_view rhs) { (void)rhs; }
  virtual void rewritten(std::span<const address::Token> tokens) { (void)tokens; }
};

// What an evaluation's rewrites came to so far.
struct RewriteCounts {
  std::uint64_t looked_at = 0;  // rules, whether they could match
  std::uint64_t applied = 0;    // rules that matched
};

class Scratch;  // the matcher's buffers

struct Evaluation {
  config::MacroScope& macros;
  base::Waiter& waiter;
  Trace* trace = nullptr;
  bool is_deferred_mode = false;  // DeliveryMode=d: maps declared with -D are not asked
  // Gets what goes wrong in a rule or map ("Infinite loop in ruleset ..."); may be empty.
  std::function<void(std::string_view message)> report;
  // Gets what is wrong with the address itself ("Unbalanced '<'"); may be empty.
  std::function<void(std::string_view message)> complain;

  Evaluation(config::MacroScope& macros_in, base::Waiter& waiter_in);
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  RewriteCounts counts;
  std::unique_ptr<Scratch> scratch;
};

}  // namespace sendwright::rules
