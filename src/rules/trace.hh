// Who follows a rewrite step by step: the address test mode prints what happens, the explainer keeps
// it. Views are valid during the call only. Without a Trace nothing of this costs anything.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "config/configuration.hh"
#include "config/macros.hh"
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

struct Resolution;        // resolve.hh
struct RewrittenAddress;  // resolve.hh
struct Rule;              // program.hh

// A rule that is about to be tried on a workspace.
struct TriedRule {
  const Rule& rule;
  std::span<const address::Token> workspace;
  const config::MacroScope& macros;
  char blank_substitute;
};

// Told about each step (the address test mode prints these).
class Trace {
 public:
  virtual ~Trace() = default;
  virtual void input(std::string_view ruleset, std::span<const address::Token> tokens) = 0;
  virtual void returns(std::string_view ruleset, std::span<const address::Token> tokens) = 0;
  // The finer steps, asked for with wants_rules() (debug category 21).
  [[nodiscard]] virtual bool wants_rules() const { return false; }
  virtual void trying_rule(const TriedRule& tried) { (void)tried; }
  virtual void rule_fails() {}
  // The rule that is being tried has been applied too often: it is given up with this workspace.
  virtual void loops(std::span<const address::Token> workspace) { (void)workspace; }
  // A call of a ruleset without rules is left out.
  virtual void skips_call(std::string_view name, int number) { (void)name, (void)number; }
  virtual void rule_matches(std::string_view rhs) { (void)rhs; }
  // What is put in the place of `$n` and `$&x` (nullopt: undefined).
  virtual void capture_used(int number, std::span<const address::Token> tokens) {
    (void)number, (void)tokens;
  }
  virtual void macro_used(std::string_view name, std::optional<std::string_view> value,
                          std::span<const address::Token> tokens) {
    (void)name, (void)value, (void)tokens;
  }
  virtual void rewritten(std::span<const address::Token> tokens) { (void)tokens; }
  // What explains a result, asked for with wants_steps(). Between applying() and applied() stand
  // the lookups and calls of that rule; a ruleset that breaks off has abandoned() for returns(),
  // and the rule that broke it no applied().
  [[nodiscard]] virtual bool wants_steps() const { return false; }
  virtual void applying(const MatchedRule& rule) { (void)rule; }
  virtual void looked_up(const FinishedLookup& lookup) { (void)lookup; }
  virtual void applied(std::span<const address::Token> tokens) { (void)tokens; }
  virtual void abandoned(std::string_view ruleset) { (void)ruleset; }
  // Around the rulesets: an address is resolved ("parseaddr"), what ruleset 0 said is made into
  // mailer, host and user ("buildaddr"), an address is written for a mailer ("remotename"; without
  // written() if there was no address in the text).
  virtual void resolving(std::string_view text) { (void)text; }
  virtual void resolved(const Resolution& resolution) { (void)resolution; }
  virtual void building(std::span<const address::Token> tokens, bool is_sender) {
    (void)tokens, (void)is_sender;
  }
  virtual void built(const Resolution& resolution) { (void)resolution; }
  virtual void writing(std::string_view text) { (void)text; }
  virtual void written(const RewrittenAddress& address) { (void)address; }
};

}  // namespace sendwright::rules
