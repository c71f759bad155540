// Who follows a rewrite step by step: the address test mode prints what happens, the explainer keeps
// it. Views are valid during the call only. Without a Trace nothing of this costs anything.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "config/configuration.hh"
#include "rules/map.hh"

namespace sendwright::rules {

// Which tokens of a workspace a wildcard took.
struct Capture {
  std::size_t begin;
  std::size_t end;
};

// A rule that matches and is about to be carried out.
struct MatchedRule {
  std::string_view ruleset;
  std::size_t number = 0;  // of the rule in its ruleset, from 1
  std::string_view lhs;    // as traces show them
  std::string_view rhs;
  const config::SourceLine& where;
  std::span<const address::Token> workspace;
  std::span<const Capture> captures;  // $1, $2, ...
};

// `$( ... $)` or `$[ ... $]` that was looked up.
struct FinishedLookup {
  std::string_view map;
  std::string_view key;
  std::span<const std::string> arguments;
  const MapAnswer& answer;
  std::span<const address::Token> result;  // what stands in its place now
};

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
  // What explains a result, asked for with wants_steps(). Between applying() and applied() stand
  // the lookups and calls of that rule; a ruleset that breaks off has abandoned() for returns(),
  // and the rule that broke it no applied().
  [[nodiscard]] virtual bool wants_steps() const { return false; }
  virtual void applying(const MatchedRule& rule) { (void)rule; }
  virtual void looked_up(const FinishedLookup& lookup) { (void)lookup; }
  virtual void applied(std::span<const address::Token> tokens) { (void)tokens; }
  virtual void abandoned(std::string_view ruleset) { (void)ruleset; }
};

}  // namespace sendwright::rules
