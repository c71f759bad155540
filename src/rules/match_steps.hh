// The steps sendmail takes to match a pattern, for traces at debug levels 21.35 and 21.36. The
// Matcher gets to the same answer by a shorter way; this one tells of every token that is compared
// and every step back. Runs only when somebody asked to see it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "config/macros.hh"
#include "rules/program.hh"

namespace sendwright::rules {

class MatchStepListener {
 public:
  virtual ~MatchStepListener() = default;
  // `pattern` is the part of the pattern in hand and `token` the token, as traces show them;
  // "<null>" is the end.
  virtual void advances(std::string_view pattern, std::string_view token) = 0;
  virtual void backs_up(std::string_view pattern, std::string_view token) = 0;
  // A phrase of a class that is none grows by a token.
  virtual void extends(std::string_view pattern, std::string_view token) = 0;
  virtual void class_matches() = 0;
  // `$&name` is compared with its value (nullopt: undefined).
  virtual void compares_macro(std::string_view name, std::optional<std::string_view> value) = 0;
};

// Returns whether the pattern matches, as Matcher::match does.
bool tell_match_steps(const Rule& rule, std::span<const address::Token> tokens,
                      const config::MacroScope& macros, char blank_substitute,
                      MatchStepListener& listener);

}  // namespace sendwright::rules
