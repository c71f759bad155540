// Shapes: which workspaces a pattern matches, and which a replacement can leave, in a form that can
// be compared. In: compiled rules. Out: does one shape take all that another has; can two have
// nothing in common. Both answers are sound: `true` is certain, `false` means "cannot tell".
//
// A shape is a list of pieces. `$+` is written as one token and any further ones, and in a run of
// `$-` and `$*` the single tokens come first, so that `$* $-` and `$+` are the same shape. A class
// is an unknown set of phrases of one or more tokens: only the same class is known to cover it, or
// pieces that take anything. So findings do not depend on what happens to be in a class today.
#pragma once

#include <string_view>
#include <vector>

#include "address/tokens.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

struct Piece {
  enum class Kind {
    kLiteral,   // this token
    kOne,       // any one token
    kAny,       // zero or more tokens
    kClass,     // a phrase of a class, one or more tokens
    kNotClass,  // one token that is not in a class
    kMacro,     // the value of a macro, zero or more tokens
  };
  Kind kind = Kind::kLiteral;
  address::Token literal;  // kLiteral
  std::string_view name;   // of the class or macro
};
using Shape = std::vector<Piece>;

// What the rule matches. Views belong to the rule's program.
[[nodiscard]] Shape pattern_shape(const Rule& rule);
// What the rule can leave if it matches; too wide rather than too narrow. What a map or a called
// ruleset gives can be anything.
[[nodiscard]] Shape result_shape(const Rule& rule);
// Any workspace.
[[nodiscard]] Shape anything();

// Every workspace of `narrow` is one of `wide`.
[[nodiscard]] bool covers(const Shape& wide, const Shape& narrow);
// No workspace is one of both.
[[nodiscard]] bool are_disjoint(const Shape& a, const Shape& b);

// False: the reader refused the pattern, nothing matches it.
[[nodiscard]] inline bool is_matchable(const Rule& rule) {
  return !rule.lhs_text.empty();
}
// If the rule matches, its ruleset ends there: `$@`, a triple, or a fault of the rule.
[[nodiscard]] bool ends_ruleset(const Rule& rule);
// The replacement calls a ruleset.
[[nodiscard]] bool has_call(const Rule& rule);

}  // namespace sendwright::rules::lint
